import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Claim, type ClaimOptions, claimDatabase } from '../../../temporal-server/database/claim.ts';
import { DatabaseInUse } from '../../../temporal-server/database/in-use.ts';
import { incarnationOf, placeOfProcesses } from '../../../temporal-server/database/incarnation.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';

describe('the claim to a database', () => {
  let folder: TempFolder;
  let database: string;
  const claims: Claim[] = [];
  beforeEach(async () => {
    folder = await tempFolder();
    database = join(folder.path, 'temporal.db');
  });
  afterEach(async () => {
    await Promise.all(claims.splice(0).map((one) => one.release()));
    await folder.remove();
  });

  async function claim({ log = (_: string) => {}, ...more } = {} as Partial<ClaimOptions>): Promise<Claim> {
    const taken = await claimDatabase(database, { log, signal: new AbortController().signal, ...more });
    claims.push(taken);
    return taken;
  }

  /** As another process has left it. */
  function left(number: number, holding: object): void {
    const { pid } = process;
    const ours = { place: placeOfProcesses(), pid, incarnation: incarnationOf(pid), since: '2026-01-01T00:00:00Z' };
    writeFileSync(`${database}.claim-${number}`, JSON.stringify({ ...ours, ...holding }));
  }

  async function endedProcess(): Promise<{ pid: number; incarnation: string | undefined }> {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    const pid = child.pid as number;
    const incarnation = incarnationOf(pid);
    child.kill('SIGKILL');
    await once(child, 'close');
    return { pid, incarnation };
  }

  it('is given to one of many that ask at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => claim()));

    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toEqual(
      Array.from({ length: 7 }, () => expect.any(DatabaseInUse)),
    );
  });

  it('is refused while its holder runs, who is named with the address of the server', async () => {
    await (await claim()).note({ server: { port: 7233, uiPort: false } });

    await expect(claim()).rejects.toThrow(new RegExp(`process ${process.pid} .*--address 127.0.0.1:7233`));
  });

  it('is free again once it is released', async () => {
    await (await claim()).release();

    await expect(claim()).resolves.toBeDefined();
  });

  it('is free once its holder was killed, and tells of the server that may be left', async () => {
    left(4, { ...(await endedProcess()), server: { port: 4711, uiPort: false } });

    const taken = await claim();

    expect(taken.server).toEqual({ port: 4711, uiPort: false });
    expect(readdirSync(folder.path)).toEqual(['temporal.db.claim-5']);
  });

  it('tells of that server also when the next holder was killed before it could end it', async () => {
    const killed = await endedProcess();
    left(1, { ...killed, server: { port: 4711, uiPort: false } });
    await claim();
    const second = JSON.parse(readFileSync(`${database}.claim-2`, 'utf8'));
    left(2, { ...second, ...killed });

    expect((await claim()).server).toEqual({ port: 4711, uiPort: false });
  });

  it('tells that a database was never finished until it is', async () => {
    left(1, { ...(await endedProcess()), unfinished: true });
    const taken = await claim();
    expect(taken.isUnfinished).toBe(true);

    await taken.note({ unfinished: false });
    await taken.release();

    expect((await claim()).isUnfinished).toBe(false);
  });

  it('is free when another process has got the ID of its holder', async () => {
    left(1, { incarnation: 'an earlier one' });

    await expect(claim()).resolves.toBeDefined();
  });

  it('is kept by a holder in another container for as long as that touches it', async () => {
    left(1, { place: 'another container' });
    const touch = setInterval(() => utimesSync(`${database}.claim-1`, new Date(), new Date()), 50);

    await expect(claim()).rejects.toBeInstanceOf(DatabaseInUse);
    clearInterval(touch);
  });

  it('is free when a holder in another container does not touch it any more, after a word to the user', async () => {
    left(1, { place: 'another container' });
    const said: string[] = [];

    await expect(claim({ log: (line) => said.push(line), abandonedAfterMs: 1_000 })).resolves.toBeDefined();

    expect(said).toEqual([expect.stringContaining('1 s')]);
  });
});
