import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { findTemporalServer, type StartOptions, startTemporalServer } from '../../temporal-server/index.ts';
import { sharedServer } from './shared.ts';

// What workers say of themselves drowns what a failing test says.
Runtime.install({ logger: new DefaultLogger('ERROR') });

export interface TestTemporal {
  env: TestWorkflowEnvironment;
  address: string;
  namespace: string;
  /** Tells a command that a test runs where Temporal is. */
  variables: { TEMPORAL_ADDRESS: string; TEMPORAL_NAMESPACE: string };
  stop(): Promise<void>;
}

/**
 * A namespace on the dev server that the tests share, and connections to it; one for each test file, in `beforeAll`. No other
 * file knows the namespace: workflow IDs, search attributes and schedules need not be unique beyond the file.
 */
export async function openTestNamespace(): Promise<TestTemporal> {
  const address = sharedServer();
  const namespace = `test-${randomUUID()}`;
  await register(address, namespace);
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address, namespace });
  return testTemporal(env, address, namespace, async () => {});
}

/**
 * A dev server of its own, for tests that stop it or change what all its namespaces share. Not `createLocal`: that gives
 * the server 5 s to start, too few on a busy machine.
 */
export async function startTestTemporal(options: Omit<StartOptions, 'executable'> = {}): Promise<TestTemporal> {
  const executable = await findTemporalServer({ log: () => {} });
  const server = await startTemporalServer({ uiPort: false, ...options, executable });
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address: server.address });
  return testTemporal(env, server.address, 'default', () => server.stop());
}

function testTemporal(
  env: TestWorkflowEnvironment,
  address: string,
  namespace: string,
  stopServer: () => Promise<void>,
): TestTemporal {
  return {
    env,
    address,
    namespace,
    variables: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    async stop() {
      await env.teardown();
      await stopServer();
    },
  };
}

async function register(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  await connection.close();
}
