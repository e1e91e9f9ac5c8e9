import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findTemporalServer, startTemporalServer } from '../../temporal-server/index.ts';
import { ProductionTemporal } from '../../test/support/production/temporal.ts';
import { tempFolder } from '../../test/support/temp-folder.ts';

/** A history of a few large events comes in one message, which may be larger than the 4 MiB that gRPC takes. */
const ANY_SIZE = { 'grpc.max_receive_message_length': -1 };

export interface BenchTemporal {
  address: string;
  client: Client;
  /** What its database takes on disk. Absent: nobody knows. */
  databaseBytes?: (() => Promise<number>) | undefined;
}

/** Runs `use` with a Temporal server of its own, and ends it. */
export type WithTemporal = <T>(use: (temporal: BenchTemporal) => Promise<T>) => Promise<T>;

/** The dev server, in memory. */
export const withTemporal: WithTemporal = (use) => withDevServer({}, use);

/** The dev server, on a database file. */
export const withTemporalOnFile: WithTemporal = async (use) => {
  const folder = await tempFolder();
  const dbFilename = join(folder.path, 'temporal.db');
  const databaseBytes = async () => (await stat(dbFilename)).size;
  try {
    return await withDevServer({ dbFilename }, (temporal) => use({ ...temporal, databaseBytes }));
  } finally {
    await folder.remove();
  }
};

/** The server that clusters run, on PostgreSQL. */
export const withTemporalOnPostgres: WithTemporal = async (use) => {
  const server = await ProductionTemporal.start(log);
  try {
    const databaseBytes = () => server.databaseBytes();
    return await withConnection(server.address, (client) => use({ address: server.address, client, databaseBytes }));
  } finally {
    await server.stop();
  }
};

async function withDevServer<T>(
  options: { dbFilename?: string },
  use: (temporal: BenchTemporal) => Promise<T>,
): Promise<T> {
  const executable = await findTemporalServer({ log });
  const server = await startTemporalServer({ executable, uiPort: false, ...options });
  try {
    const used = withConnection(server.address, (client) => use({ address: server.address, client }));
    return await Promise.race([used, failsWhen(server.exited)]);
  } finally {
    await server.stop();
  }
}

async function withConnection<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address, channelArgs: ANY_SIZE });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A job would wait for a server that is gone. */
async function failsWhen(exited: Promise<void>): Promise<never> {
  await exited;
  throw new Error('the Temporal server ended before the job did');
}
