import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { findTemporalServer, type StartOptions, startTemporalServer } from '../../temporal-server/index.ts';

// What workers say of themselves drowns what a failing test says.
Runtime.install({ logger: new DefaultLogger('ERROR') });

export interface TestTemporal {
  env: TestWorkflowEnvironment;
  address: string;
  stop(): Promise<void>;
}

/**
 * A dev server of its own and connections to it; one for each test file, in `beforeAll`. Not `createLocal`: that gives
 * the server 5 s to start, too few on a busy machine.
 */
export async function startTestTemporal(options: Omit<StartOptions, 'executable'> = {}): Promise<TestTemporal> {
  const executable = await findTemporalServer({ log: () => {} });
  const server = await startTemporalServer({ uiPort: false, ...options, executable });
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address: server.address });
  return {
    env,
    address: server.address,
    async stop() {
      await env.teardown();
      await server.stop();
    },
  };
}
