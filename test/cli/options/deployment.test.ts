import { deploymentOf } from '../../../cli/options/deployment.ts';

describe('the version of a worker', () => {
  const version = { deploymentName: 'cleanup', buildId: 'v2' };
  const upgrading = { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };

  it('is told by flags, else by the variables of the Temporal Worker Controller', () => {
    const env = { TEMPORAL_DEPLOYMENT_NAME: 'cleanup', TEMPORAL_WORKER_BUILD_ID: 'v2' };

    expect(deploymentOf(version, {})).toEqual(upgrading);
    expect(deploymentOf({}, env)).toEqual(upgrading);
    expect(deploymentOf({ buildId: 'v3' }, env)?.version.buildId).toBe('v3');
  });

  it('is none where nothing tells', () => {
    expect(deploymentOf({}, {})).toBeUndefined();
  });

  it.each([{ deploymentName: 'cleanup' }, { buildId: 'v2' }])(
    'is refused where only one of the two is given: %j',
    (flags) => {
      expect(() => deploymentOf(flags, {})).toThrow(/--deployment-name and --build-id/);
    },
  );
});
