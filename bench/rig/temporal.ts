import { Client, Connection } from '@temporalio/client';
import { findTemporalServer, startTemporalServer } from '../../temporal-server/index.ts';

/** A history of a few large events comes in one message, which may be larger than the 4 MiB that gRPC takes. */
const ANY_SIZE = { 'grpc.max_receive_message_length': -1 };

export interface BenchTemporal {
  address: string;
  client: Client;
}

/** Runs `use` with a Temporal server of its own, in memory, and ends it. */
export async function withTemporal<T>(use: (temporal: BenchTemporal) => Promise<T>): Promise<T> {
  const executable = await findTemporalServer({ log: (line) => process.stderr.write(`${line}\n`) });
  const server = await startTemporalServer({ executable, uiPort: false });
  const connection = await Connection.connect({ address: server.address, channelArgs: ANY_SIZE });
  try {
    const used = use({ address: server.address, client: new Client({ connection }) });
    return await Promise.race([used, failsWhen(server.exited)]);
  } finally {
    await connection.close();
    await server.stop();
  }
}

/** A job would wait for a server that is gone. */
async function failsWhen(exited: Promise<void>): Promise<never> {
  await exited;
  throw new Error('the Temporal server ended before the job did');
}
