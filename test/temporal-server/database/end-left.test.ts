import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endLeftServer } from '../../../temporal-server/database/end-left.ts';
import { DatabaseInUse } from '../../../temporal-server/database/in-use.ts';
import { serversOn } from '../../../temporal-server/database/servers.ts';
import { eventually } from '../../support/poll.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';

describe('a Temporal server that is left on a database', () => {
  let folder: TempFolder;
  let database: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await tempFolder();
    database = join(folder.path, 'temporal.db');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await folder.remove();
  });

  /** A process with the arguments of a server. */
  async function server(port: number, file = database): Promise<ChildProcess> {
    const argv = ['-e', 'process.stdin.resume()', 'server', 'start-dev', '--port', `${port}`, '--db-filename', file];
    const child = spawn(process.execPath, argv, { stdio: ['pipe', 'ignore', 'ignore'] });
    children.push(child);
    await once(child, 'spawn');
    await eventually(() => serversOn(file).some(({ pid }) => pid === child.pid));
    return child;
  }

  it('is ended when the claim names its port, and has ended by then', async () => {
    const left = await server(4711);
    const ended = once(left, 'close');
    const said: string[] = [];

    await endLeftServer(database, { port: 4711, uiPort: false }, (line) => said.push(line));

    expect(serversOn(database)).toEqual([]);
    expect((await ended)[1]).toBe('SIGTERM');
    expect(said).toEqual([expect.stringContaining(`process ${left.pid}`)]);
  });

  it.each([
    ['on another port', { port: 4712, uiPort: false as const }],
    ['that no claim knows', undefined],
  ])('is not touched when it is one %s, and named', async (_, known) => {
    const stranger = await server(4711);

    const failure = await endLeftServer(database, known, () => {}).catch((error) => error);

    expect(failure).toBeInstanceOf(DatabaseInUse);
    expect(failure.message).toContain(`process ${stranger.pid}`);
    expect(serversOn(database)).toHaveLength(1);
  });

  it('is not mistaken for one on another file', async () => {
    const other = `${database}2`;
    await server(4711, other);

    await endLeftServer(database, { port: 4711, uiPort: false }, () => {});

    expect(serversOn(other)).toHaveLength(1);
  });
});
