import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { Connection } from '@temporalio/client';
import {
  findTemporalServer,
  type StartOptions,
  startTemporalServer,
  type TemporalServer,
  TemporalServerUnavailable,
} from '../../temporal-server/index.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

describe('startTemporalServer', () => {
  const running: TemporalServer[] = [];
  let executable: string;
  let folder: TempFolder;

  beforeAll(async () => {
    executable = await findTemporalServer({ log: () => {} });
    folder = await tempFolder();
  });
  afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));
  afterAll(() => folder.remove());

  async function start(options: Partial<StartOptions> = {}) {
    const server = await startTemporalServer({ executable, ...options });
    running.push(server);
    return server;
  }

  it('serves gRPC, the web UI and the search attributes asked for', async () => {
    const server = await start({ searchAttributes: { CleanupBucket: 'Keyword' } });

    const connection = await Connection.connect({ address: server.address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    await connection.close();
    const page = await fetch(`${server.uiUrl}`);

    expect(customAttributes).toHaveProperty('CleanupBucket');
    expect(page.status).toBe(200);
  });

  it('has no web UI when told so', async () => {
    const server = await start({ uiPort: false });

    expect(server.uiUrl).toBeUndefined();
  });

  it('starts again on the same port and database after a SIGKILL, with what it had', async () => {
    const dbFilename = join(folder.path, 'temporal.db');
    const first = await start({ dbFilename, uiPort: false });
    const port = Number(first.address.split(':')[1]);
    const before = await Connection.connect({ address: first.address });
    await before.workflowService.registerNamespace({
      namespace: 'kept',
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await before.close();

    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start({ dbFilename, uiPort: false, port });

    const after = await Connection.connect({ address: second.address });
    const { namespaceInfo } = await after.workflowService.describeNamespace({ namespace: 'kept' });
    await after.close();
    expect(second.address).toBe(first.address);
    expect(namespaceInfo?.name).toBe('kept');
  });

  it('has left its port when stop resolves, and may be stopped twice', async () => {
    const server = await start({ uiPort: false });
    const port = Number(server.address.split(':')[1]);

    await server.stop();
    await server.stop();

    const refused = await new Promise((resolve) => {
      connect(port, '127.0.0.1')
        .once('error', () => resolve(true))
        .once('connect', () => resolve(false));
    });
    expect(refused).toBe(true);
  });

  it('does not mistake another server on its port for its own', async () => {
    const other = await start({ uiPort: false });
    const port = Number(other.address.split(':')[1]);

    const failure = await startTemporalServer({ executable, port }).catch((error) => error);

    expect(failure).toBeInstanceOf(TemporalServerUnavailable);
  });

  it('fails at once, with what the server wrote, when the server ends at start', async () => {
    const dbFilename = join(folder.path, 'no-such-folder', 'temporal.db');

    const failure = await startTemporalServer({ executable, dbFilename }).catch((error) => error);

    expect(failure).toBeInstanceOf(TemporalServerUnavailable);
    expect(failure.message).toContain(dirname(dbFilename));
  });

  it('starts again a server that ends before it serves: another process may take a port that it chose', async () => {
    const path = join(folder.path, 'unlucky');
    const tries = join(folder.path, 'tries');
    const script = ['#!/bin/sh', `echo try >> '${tries}'`, `[ "$(wc -l < '${tries}')" -lt 3 ] && exit 1`];
    await writeFile(path, [...script, `exec '${executable}' "$@"`].join('\n'), { mode: 0o755 });

    const server = await start({ executable: path, uiPort: false });

    const connection = await Connection.connect({ address: server.address });
    await connection.close();
    expect((await readFile(tries, 'utf8')).split('\n')).toHaveLength(4);
  });

  it('quotes the beginning and the end of much that the server wrote', async () => {
    const path = join(folder.path, 'talkative');
    const script = ['#!/bin/sh', 'echo the reason >&2', 'seq 5000 >&2', 'echo the end >&2', 'exit 1'];
    await writeFile(path, script.join('\n'), { mode: 0o755 });

    const failure = await startTemporalServer({ executable: path }).catch((error) => error);

    expect(failure.message).toMatch(/the reason\n1\n2\n.*\n…\n.*5000\nthe end$/s);
    expect(failure.message.length).toBeLessThan(5_000);
  });

  it('fails when the executable is none', async () => {
    const failure = await startTemporalServer({ executable: join(folder.path, 'missing') }).catch((error) => error);

    expect(failure).toBeInstanceOf(TemporalServerUnavailable);
  });
});
