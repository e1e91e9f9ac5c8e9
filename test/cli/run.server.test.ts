import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { serversOn } from '../../temporal-server/database/servers.ts';
import { BIN } from '../support/built.ts';
import { eventually } from '../support/poll.ts';
import { isRunning, processTree } from '../support/process-tree.ts';
import { type Started, start } from '../support/processes.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { openTestNamespace } from '../support/temporal.ts';
import { webhookReceiver } from '../support/webhook-receiver.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const QUICK = ['--settle', '100ms', '--quiet-period', '100ms', '--processes', '1'];
const LONGEST_TEST_MS = 900_000;

describe('run', () => {
  let s3: SimulatedS3;
  let folder: TempFolder;
  const commands: Started[] = [];
  beforeEach(async () => {
    [s3, folder] = await Promise.all([SimulatedS3.start(), tempFolder()]);
  });
  afterEach(async () => {
    s3.onRequest(undefined);
    for (const { child } of commands) if (child.exitCode === null) child.kill('SIGTERM');
    await Promise.all(commands.splice(0).map(({ finished }) => finished));
    await Promise.all([s3.stop(), folder.remove()]);
  });

  const database = () => join(folder.path, 's3-cleanup', 'temporal.db');

  function bucket(uploads: number): void {
    s3.createBucket('photos');
    const keyOf = (index: number) => `videos/${String(index).padStart(5, '0')}.mp4`;
    s3.seedUploads('photos', uploads, (index) => ({ key: keyOf(index), parts: [{ size: 1 }] }));
  }

  /** As a user with a shell: what AWS's tools read, and a state folder. */
  function command(argv: string[], more: Record<string, string> = {}): Started {
    const { credentials, endpoint, region } = s3.clientConfig();
    const env = {
      XDG_STATE_HOME: folder.path,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...more,
    };
    const started = start(process.execPath, [BIN, ...argv], { env, ownGroup: true, deadlineMs: LONGEST_TEST_MS });
    commands.push(started);
    return started;
  }

  const RUN = ['run', 'photos', '--all', '--force-path-style', ...QUICK];
  const run = (...flags: string[]) => command([...RUN, ...flags]);

  /** Once so few uploads are left, no abort is answered until the promise has settled. */
  function holdAborts(left: number, until: Promise<void>): void {
    s3.onRequest(({ operation }) =>
      operation === 'AbortMultipartUpload' && s3.uploads('photos').length <= left ? until : undefined,
    );
  }

  it(
    'goes on where it was after each of five kills in the middle of the job, and counts every upload once',
    async () => {
      bucket(600);
      for (const [kills, kill] of [killAll, killGroup, killAll, killGroup, killAll].entries()) {
        const left = 500 - 100 * kills;
        const held = withResolvers();
        holdAborts(left, held.promise);
        const killed = run();
        await eventually(() => s3.uploads('photos').length <= left);

        kill(killed);

        expect((await killed.finished).signal).toBe('SIGKILL');
        held.resolve();
      }
      s3.onRequest(undefined);

      const { code, stdout, stderr } = await run('--json').finished;

      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('goes on where it was') });
      expect(JSON.parse(stdout)).toMatchObject({
        outcome: 'clean',
        uploads: { listed: 600, selected: 600, gone: 600, unproven: 0, keptYoung: 0 },
      });
      expect(s3.uploads('photos')).toEqual([]);
      expect(serversOn(database())).toEqual([]);
    },
    LONGEST_TEST_MS,
  );

  it('writes the record below a folder of the user, and tells a receiver of the end', async () => {
    bucket(5);
    const receiver = await webhookReceiver();
    const notifications = join(folder.path, 'notifications.json');
    await writeFile(notifications, JSON.stringify({ ops: { url: receiver.url, secretEnv: 'OPS_SECRET' } }));
    const flags = ['--record', 'folder:audit', '--record-folder', folder.path, '--notify', 'ops'];
    const more = ['--notifications', notifications, '--json'];
    const env = { OPS_SECRET: 'a secret of more than 24 characters' };

    const { code, stdout } = await command([...RUN, ...flags, ...more], env).finished;
    await receiver.close();

    const { record, notified, uploads } = JSON.parse(stdout);
    expect({ code, notified }).toEqual({ code: 0, notified: { receiver: 'ops', delivered: true } });
    expect(receiver.deliveries.map(({ event }) => event)).toMatchObject([{ event: 'done', report: { uploads } }]);
    expect(record).toMatchObject({ at: expect.stringMatching(/^folder:audit\/photos\//), objects: 1, lines: 5 });
    const path = join(folder.path, record.at.replace('folder:', ''), '000001.ndjson');
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(5);
  });

  it('begins anew when it is killed while its server makes the database', async () => {
    bucket(3);
    const killed = run();
    await eventually(() => existsSync(database()));
    killAll(killed);
    await killed.finished;

    const { code, stdout } = await run('--json').finished;

    expect(code).toBe(0);
    expect(JSON.parse(stdout).uploads.gone).toBe(3);
  });

  it('stops all that it has started at Ctrl-C, says how to go on, and goes on', async () => {
    bucket(50);
    const held = withResolvers();
    holdAborts(40, held.promise);
    const interrupted = run();
    await eventually(() => s3.uploads('photos').length <= 40);
    const started = processTree(interrupted.child.pid as number);

    interrupted.child.kill('SIGINT');
    held.resolve();

    const { code, stdout, stderr } = await interrupted.finished;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('run the same command again');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(started.length).toBeGreaterThan(2);
    await eventually(() => !started.some(isRunning));
    expect((await run('--json').finished).code).toBe(0);
    expect(s3.uploads('photos')).toEqual([]);
  });

  it('tells a second run of the first, which is left alone', async () => {
    bucket(50);
    const held = withResolvers();
    holdAborts(40, held.promise);
    const first = run('--json');
    await eventually(() => s3.uploads('photos').length <= 40);

    const second = await run('--json').finished;

    expect(second.code).toBe(1);
    expect(JSON.parse(second.stdout).error).toMatchObject({
      type: 'DatabaseInUse',
      message: expect.stringMatching(new RegExp(`another run is going on: process ${first.child.pid} .*--address`)),
    });
    held.resolve();
    expect((await first.finished).code).toBe(0);
  });

  it('uses a server whose address is configured, and leaves it alone', async () => {
    bucket(3);
    const temporal = await openTestNamespace();

    const { code, stdout } = await command(
      ['run', 'photos', '--all', '--force-path-style', ...QUICK, '--json'],
      temporal.variables,
    ).finished;

    expect(code).toBe(0);
    expect(JSON.parse(stdout).uploads.gone).toBe(3);
    expect(existsSync(database())).toBe(false);
    const { status } = await temporal.env.client.workflow.getHandle('s3-cleanup/photos').describe();
    expect(status.name).toBe('COMPLETED');
    await temporal.stop();
  });

  it('leaves the UI up with --keep, also after a failure, until Ctrl-C', async () => {
    const failed = run('--keep', '--json');
    const ui = await eventually(() => /stays up at (http:\S+);/.exec(failed.output.stderr)?.[1]);

    expect(JSON.parse(failed.output.stdout).error.type).toBe('NoSuchBucket');
    expect((await fetch(ui)).status).toBe(200);
    failed.child.kill('SIGINT');

    expect((await failed.finished).code).toBe(1);
    expect(serversOn(database())).toEqual([]);
  });

  it('takes a job on another S3 for another one, and gives up the earlier with --start-over', async () => {
    bucket(50);
    const held = withResolvers();
    holdAborts(40, held.promise);
    const earlier = run();
    await eventually(() => s3.uploads('photos').length <= 40);
    killAll(earlier);
    await earlier.finished;
    held.resolve();
    s3.onRequest(undefined);
    const there = ['--endpoint-url', s3.endpoint.replace('127.0.0.1', 'localhost')];

    const refused = await run(...there).finished;
    const begun = await run(...there, '--start-over', '--json').finished;

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('another S3') });
    expect(refused.stderr).toContain('--start-over');
    expect(begun.code).toBe(0);
    expect(s3.uploads('photos')).toEqual([]);
  });
});

/** Kills the command, its workers and its server. */
function killAll({ child }: Started): void {
  for (const pid of processTree(child.pid as number)) process.kill(pid, 'SIGKILL');
}

/** Kills the command alone: workers and server have groups of their own. */
function killGroup({ child }: Started): void {
  process.kill(-(child.pid as number), 'SIGKILL');
}
