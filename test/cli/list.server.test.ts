import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../cli/main.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { BIN } from '../support/built.ts';
import { peakMemory } from '../support/peak-memory.ts';
import { start } from '../support/processes.ts';
import { System } from '../support/system.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { recordedIo } from './support/recorded-io.ts';

const DAY_MS = 86_400_000;
const QUICK = ['--settle', '100ms', '--quiet-period', '100ms'];
const MIB = 1_048_576;

describe('list and start with the same flags', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
    const { credentials } = system.s3.clientConfig();
    process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  });
  afterAll(async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await system.end();
  });

  async function answer(...argv: string[]): Promise<string> {
    const io = recordedIo({ env: system.temporal.variables });
    expect(await main(argv, io)).toBe(0);
    return io.written.stdout;
  }

  const s3Flags = () => ['--endpoint-url', system.s3.endpoint, '--region', 'us-east-1', '--force-path-style'];

  /** Old and young, written to or not, under two prefixes; of each, one that is the remnant of a completed object. */
  function bucket(): string {
    const name = `photos-${randomUUID()}`;
    system.s3.createBucket(name, { completedUploads: 'remnant' });
    for (const prefix of ['raw/', 'done/'])
      for (const age of [1, 6, 8, 30])
        for (const completed of [false, false, true]) {
          const initiated = new Date(Date.now() - age * DAY_MS);
          const modified = completed ? new Date(initiated).toISOString() : new Date().toISOString();
          const key = `${prefix}${age}/${completed ? 'remnant' : randomUUID()}`;
          system.s3.seedUpload(name, { key, initiated, parts: [{ size: 3, modified }], completed });
          system.s3.seedUpload(name, { key: `${key}-empty`, initiated });
        }
    return name;
  }

  it.each([
    [['--all']],
    [['--all', '--keep-completed', 'never']],
    [['--older-than', '7d']],
    [['--older-than', '7d', '--idle-for', '2d']],
    [['--older-than', '2d', '--prefix', 'raw/', '--measure']],
    [['--initiated-before', new Date(Date.now() - 7 * DAY_MS).toISOString(), '--idle-for', '12h']],
  ])('%j: start aborts exactly those of which list says so', async (flags) => {
    const name = bucket();
    const before = system.s3.uploads(name).map(({ uploadId }) => uploadId);

    const lines = (await answer('list', name, ...s3Flags(), ...flags, '--json')).trim().split('\n');
    const job = ['--task-queue', system.taskQueue, ...QUICK, '--follow', '--json'];
    const dryRun = JSON.parse(await answer('start', name, ...flags, ...job, '--dry-run'));
    const report = JSON.parse(await answer('start', name, ...flags, ...job));

    const uploads = lines.slice(0, -1).map((line) => JSON.parse(line));
    const { sums } = JSON.parse(lines.at(-1) as string);
    const selected = uploads.filter(({ verdict }) => verdict === 'selected').map(({ uploadId }) => uploadId);
    const left = new Set(system.s3.uploads(name).map(({ uploadId }) => uploadId));
    expect(before.filter((uploadId) => !left.has(uploadId)).sort()).toEqual(selected.sort());
    expect(selected).not.toEqual([]);
    const { listed: _, ...counts } = sums;
    expect(counts).toMatchObject({
      selected: report.uploads.gone,
      keptYoung: dryRun.uploads.keptYoung,
      keptActive: dryRun.uploads.keptActive,
      keptCompleted: dryRun.uploads.keptCompleted,
    });
    expect(sums.selected).toBe(dryRun.uploads.selected);
  });
});

describe('list of a large bucket', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await tempFolder();
  });
  afterEach(() => folder.remove());

  it('takes no more memory than that of a small one', async () => {
    const [few, many] = [await peakOf(3_000, folder.path), await peakOf(120_000, folder.path)];

    expect(many.uploads).toBe(120_000);
    expect(many.bytes).toBeLessThan(250 * MIB);
    expect(many.bytes - few.bytes).toBeLessThan(100 * MIB);
  });
});

/** The most memory that the command had, and how many lines it wrote. */
async function peakOf(uploads: number, folder: string): Promise<{ bytes: number; uploads: number }> {
  const s3 = await SimulatedS3.start({ log: 'counts' });
  s3.createBucket('photos');
  s3.seedUploads('photos', uploads, (index) => ({ key: `videos/${String(index).padStart(9, '0')}.mp4` }));
  const peak = join(folder, 'peak');
  const hook = join(folder, 'hook.js');
  const tell = `fs.writeFileSync(${JSON.stringify(peak)}, fs.readFileSync('/proc/self/status'))`;
  writeFileSync(hook, `const fs = require('node:fs'); process.on('exit', () => ${tell});`);
  const { credentials, endpoint, region } = s3.clientConfig();
  const flags = ['--endpoint-url', endpoint, '--region', region, '--force-path-style', '--keep-completed', 'never'];
  const { code, stdout } = await start(process.execPath, ['-r', hook, BIN, 'list', 'photos', ...flags, '--csv'], {
    env: { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  }).finished;
  await s3.stop();
  expect(code).toBe(0);
  return { bytes: peakMemory(peak), uploads: stdout.split('\r\n').length - 2 };
}
