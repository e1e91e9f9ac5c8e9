import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

type Bundle = typeof import('../../../worker/workflows/bundle.ts');

/** As built: the source tree has no bundle. */
const { builtBundle, isBuiltBundle }: Bundle = require(
  join(__dirname, '..', '..', '..', 'dist', 'worker', 'workflows', 'bundle.js'),
);

describe('the bundle that the build made', () => {
  it('is for a worker that adds nothing to the workflows', () => {
    const bundle = builtBundle({ taskQueue: 'photos', interceptors: { activity: [] }, plugins: [] }, false);

    expect(bundle && isBuiltBundle(bundle)).toBe(true);
  });

  it('is another one where metrics have labels of their bucket', () => {
    expect(builtBundle({}, true)?.codePath).not.toBe(builtBundle({}, false)?.codePath);
  });

  it.each<[string, Partial<WorkerOptions>]>([
    ['workflows of its own', { workflowsPath: '/workflows.js' }],
    ['a bundle of its own', { workflowBundle: { codePath: '/bundle.js' } }],
    ['options for the bundler', { bundlerOptions: { ignoreModules: ['fs'] } }],
    ['interceptors of workflows', { interceptors: { workflowModules: ['/interceptors.js'] } }],
    ['a payload converter', { dataConverter: { payloadConverterPath: '/converter.js' } }],
    ['a failure converter', { dataConverter: { failureConverterPath: '/converter.js' } }],
    ['a plugin, which may add to the workflows', { plugins: [{ name: 'tracing' }] }],
  ])('is not for a worker that has %s', (_, options) => {
    expect(builtBundle(options, false)).toBeUndefined();
  });

  it('is told from a bundle of the user', () => {
    expect(isBuiltBundle({ codePath: '/bundle.js' })).toBe(false);
    expect(isBuiltBundle({ code: '' })).toBe(false);
  });
});
