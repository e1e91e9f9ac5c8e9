import { join } from 'node:path';
import { connect, S3CleanupClient, type Trouble } from '../../client/index.ts';
import { findTemporalServer, startTemporalServer, type TemporalServer } from '../../temporal-server/index.ts';
import { eventually } from '../support/poll.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

describe('following while Temporal restarts', () => {
  let folder: TempFolder;
  let server: TemporalServer;
  beforeAll(async () => {
    folder = await tempFolder();
    server = await startServer();
  });
  afterAll(async () => {
    await server.stop();
    await folder.remove();
  });

  async function startServer(port?: number): Promise<TemporalServer> {
    const executable = await findTemporalServer({ log: () => {} });
    const dbFilename = join(folder.path, 'temporal.db');
    return await startTemporalServer({ executable, dbFilename, uiPort: false, ...(port !== undefined && { port }) });
  }

  it('tells of it and goes on with the same job', async () => {
    const client = await connect({ connection: { address: server.address }, namespace: 'default' });
    const job = await new S3CleanupClient(client).start({ bucket: 'photos', select: { all: true } });
    const kinds: Array<Trouble['kind'] | undefined> = [];
    const following = job.follow(({ trouble }) => kinds.push(trouble?.kind), { everyMs: 100 });
    const failure = following.catch((error) => error);
    await eventually(() => kinds.length > 0);

    await server.stop();
    await eventually(() => kinds.includes('temporal-unreachable'));
    server = await startServer(Number(server.address.split(':')[1]));
    await eventually(() => kinds.at(-1) === 'no-worker');
    await client.workflow.getHandle(job.workflowId).terminate();

    expect(await failure).toMatchObject({ type: 'Terminated' });
    await client.connection.close();
  });
});
