import { createWorker } from '../../worker/index.ts';
import { sharedBundle } from '../support/shared.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';

describe('createWorker', () => {
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await openTestNamespace();
  });
  afterAll(() => temporal.stop());

  it('lets workflows stand still for a minute: on a starved machine, less would end the process', async () => {
    const { env, namespace } = temporal;

    const worker = await createWorker({ connection: env.nativeConnection, namespace, workflowBundle: sharedBundle() });

    expect(worker.options).toMatchObject({ isolateExecutionTimeoutMs: 60_000 });
    const running = worker.run();
    worker.shutdown();
    await running;
  });
});
