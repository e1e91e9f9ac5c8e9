import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import kept from '../simulation/kept.json';
import { runOnServer } from '../simulation/on-server/run-scenario.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';

// The model's uploads are so and so old when the job begins, and that is now.
jest.mock('../simulation/scenario.ts', () => ({
  ...jest.requireActual('../simulation/scenario.ts'),
  START: Date.now(),
}));

const ROOT = join(__dirname, '../..');
const scenarios = Object.entries(kept as unknown as Record<string, Scenario>);

describe('what a seed of the simulator has found once', () => {
  let temporal: TestTemporal;
  let code: string;

  beforeAll(async () => {
    // Only what TypeScript compiles has constants that a scenario can set.
    const compiled = spawnSync('npx', ['tsc', '-p', 'tsconfig.simulation.json'], { cwd: ROOT, encoding: 'utf8' });
    expect(compiled.stdout).toBe('');
    const workflowsPath = join(ROOT, 'dist-simulation/test/simulation/on-server/workflows.js');
    ({ code } = await bundleWorkflowCode({ workflowsPath }));
    temporal = await openTestNamespace();
  }, 120_000);

  afterAll(() => temporal?.stop());

  it.concurrent.each(scenarios)(
    'holds on a real server: %s',
    async (name, scenario) => {
      const { env, namespace } = temporal;
      expect(await runOnServer({ ...env, namespace, workflowBundle: { code } }, name, scenario)).toBeUndefined();
    },
    240_000,
  );
});
