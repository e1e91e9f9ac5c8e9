import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from '@temporalio/worker';
import { main } from '../../cli/main.ts';
import { withEncodedFailures } from '../../client/connection/data-converter.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { createWorker } from '../../worker/index.ts';
import { recordedIo } from '../cli/support/recorded-io.ts';
import { dataConverter } from '../support/encrypting.ts';
import { eventually } from '../support/poll.ts';
import { sharedBundle } from '../support/shared.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';

const CONVERTER = ['--data-converter', require.resolve('../support/encrypting.ts')];
const QUICK = ['--settle', '100ms', '--quiet-period', '100ms', '--give-up-after', '1s'];

describe('a job whose payloads are encrypted', () => {
  let folder: TempFolder;
  let temporal: TestTemporal;
  let s3: SimulatedS3;
  const workers: Array<{ worker: Worker; running: Promise<void> }> = [];
  beforeAll(async () => {
    folder = await tempFolder();
    s3 = await SimulatedS3.start();
    temporal = await startTestTemporal({ dbFilename: join(folder.path, 'temporal.db') });
    await work('encrypting-queue', { dataConverter: withEncodedFailures(dataConverter) });
    await work('plain-queue', { workflowBundle: sharedBundle() });
  });
  afterAll(async () => {
    for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(workers.map(({ running }) => running));
    await temporal.stop();
    await s3.stop();
    await folder.remove();
  });

  async function work(taskQueue: string, options: Parameters<typeof createWorker>[0]) {
    const connections = { default: s3.clientConfig() };
    const connection = temporal.env.nativeConnection;
    const worker = await createWorker({ connection, taskQueue, connections, ...options });
    const started = { worker, running: worker.run() };
    workers.push(started);
    return started;
  }

  async function run(...argv: string[]) {
    const io = recordedIo({ env: temporal.variables });
    return { code: await main(argv, io), ...io.written };
  }

  const start = (bucket: string, workflowId: string, ...more: string[]) =>
    run('start', bucket, '--all', '--prefix', 'legible-prefix/', '--workflow-id', workflowId, ...QUICK, ...more);

  function bucket(name: string): string[] {
    s3.createBucket(name);
    s3.seedUploads(name, 5, (n) => ({ key: `legible-prefix/legible-key-${n}`, parts: [{ size: 5 }] }));
    return s3.uploads(name).map(({ uploadId }) => uploadId);
  }

  const countJobs = async () => (await temporal.env.client.workflow.count()).count;

  /** All that the server keeps, the journal of its database included. */
  async function database(): Promise<string> {
    const names = (await readdir(folder.path)).filter((name) => name.startsWith('temporal.db'));
    const files = await Promise.all(names.map((name) => readFile(join(folder.path, name))));
    return files.map((bytes) => bytes.toString('latin1')).join('');
  }

  it('leaves nothing legible in the database, however it ends, but its ID and its task queue', async () => {
    const uploadIds = [bucket('legible-bucket'), bucket('legible-stuck')].flat();
    bucket('legible-denied');
    s3.deny({ bucket: 'legible-denied' });
    s3.behave({ bucket: 'legible-stuck', abortsNeeded: Number.POSITIVE_INFINITY });
    const to = ['--task-queue', 'encrypting-queue', '--follow', '--json', ...CONVERTER];

    const ends = [
      await start('legible-bucket', 'job-clean', ...to),
      await start('legible-denied', 'job-denied', ...to),
      await start('legible-stuck', 'job-stuck', ...to),
    ];

    expect(ends.map(({ code }) => code)).toEqual([0, 1, 3]);
    expect(ends[1]?.stderr).toContain('AccessDenied on ListMultipartUploads of legible-denied');
    const written = await database();
    // A search that finds nothing at all would prove nothing.
    expect(['job-clean', 'job-stuck', 'encrypting-queue'].filter((text) => !written.includes(text))).toEqual([]);
    expect([...uploadIds, 'legible', 'grant s3'].flatMap((text) => placesOf(text, written))).toEqual([]);
  });

  it('goes on in another worker, which reads in the encrypted history what was listed', async () => {
    bucket('legible-handed-over');
    const options = { dataConverter: withEncodedFailures(dataConverter) };
    const first = await work('handed-over-queue', options);
    const to = ['--task-queue', 'handed-over-queue', '--settle', '5s', '--follow', '--json', ...CONVERTER];
    const ended = start('legible-handed-over', 'job-handed-over', ...to);
    await eventually(() => s3.uploads('legible-handed-over').length === 0, 60_000);
    first.worker.shutdown();
    await first.running;
    await work('handed-over-queue', options);

    expect((await ended).code).toBe(0);
    const { events } = await temporal.env.client.workflow.getHandle('job-handed-over').fetchHistory();
    expect((events ?? []).filter((event) => event.activityTaskFailedEventAttributes)).toEqual([]);
  });

  it('is refused without the converter before anything is written', async () => {
    bucket('secret-bucket');
    const before = await countJobs();

    const { code, stderr } = await start('secret-bucket', 'refused', '--task-queue', 'encrypting-queue');

    expect(code).toBe(2);
    expect(stderr).toMatch(/task queue encrypting-queue encode.*--data-converter/);
    expect(await countJobs()).toBe(before);
    expect(await database()).not.toContain('secret-bucket');
  });

  it('is refused with the converter where the workers have none', async () => {
    bucket('odd-bucket');

    const { code, stderr } = await start('odd-bucket', 'odd', '--task-queue', 'plain-queue', ...CONVERTER);

    expect(code).toBe(2);
    expect(stderr).toMatch(/task queue plain-queue do not encode.*--data-converter/);
  });

  it('is steered with the converter, and shown; without it the command says what it lacks', async () => {
    bucket('steered');
    await start('steered', 'job-steered', '--task-queue', 'encrypting-queue', '--settle', '1h', ...CONVERTER);

    const tuned = await run('tune', 'job-steered', '--concurrency', '3', ...CONVERTER);
    const shown = await run('status', 'job-steered', '--json', ...CONVERTER);
    const unread = [await run('status', 'job-steered'), await run('tune', 'job-steered', '--concurrency', '7')];
    await run('cancel', 'job-steered', ...CONVERTER);

    expect([tuned.code, shown.code]).toEqual([0, 0]);
    expect(shown.stdout).toContain('"concurrency": 3');
    expect(unread.map(({ code }) => code)).toEqual([2, 2]);
    for (const { stderr } of unread) expect(stderr).toMatch(/encoded as binary\/encrypted.*--data-converter/);
  });
});

/** A text with what is round it. */
function placesOf(text: string, written: string): string[] {
  const at = written.indexOf(text);
  return at < 0 ? [] : [written.slice(Math.max(0, at - 100), at + 100)];
}
