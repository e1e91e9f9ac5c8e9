import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Age } from '../../activities/dry-run/contract.ts';
import { S3CleanupClient } from '../../client/index.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import type { CleanupReport } from '../../workflows/cleanup/contract.ts';
import { peakMemory } from '../support/peak-memory.ts';
import { type Started, start } from '../support/processes.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';

const COMMAND = resolve(__dirname, '../../dist/cli/bin.js');

/** `DRY_RUN_UPLOADS=1000000 npm run test:chaos -- test/chaos/dry-run` takes six minutes. */
const UPLOADS = Number(process.env.DRY_RUN_UPLOADS ?? 500_000);
const PREFIXES = ['backups/', 'logs/', 'raw/', 'video/'];
const DAYS: Array<[days: number, Age]> = [
  [2, '1-7d'],
  [10, '7-30d'],
  [50, '30-90d'],
  [200, '90-365d'],
  [700, '>=365d'],
];
const YOUNG = '1-7d';
const MIB = 2 ** 20;

/** The uploads of a bucket, made from their number. */
const prefixOf = (n: number) => PREFIXES[n % PREFIXES.length] as string;
const ageOf = (n: number) => DAYS[n % DAYS.length] as [number, Age];
const sizeOf = (n: number) => (1 + (n % 7)) * MIB;

describe('a dry run of very many uploads', () => {
  const taskQueue = randomUUID();
  let s3: SimulatedS3;
  let temporal: TestTemporal;
  let worker: Started;
  beforeAll(async () => {
    [s3, temporal] = await Promise.all([SimulatedS3.start({ log: 'counts' }), startTestTemporal()]);
    worker = startWorker();
    fill('few', 20_000);
    fill('many', UPLOADS);
  }, 300_000);
  afterAll(async () => {
    worker.child.kill('SIGTERM');
    await worker.finished;
    await temporal.stop();
    await s3.stop();
  });

  it('answers the sums of what was seeded, in a history and a worker that do not grow with it', async () => {
    const few = await dryRun('few');
    const memoryOfFew = peakMemory(`/proc/${worker.child.pid}/status`);

    const many = await dryRun('many');

    const history = await historyOf('many');
    const grown = peakMemory(`/proc/${worker.child.pid}/status`) - memoryOfFew;
    process.stderr.write(
      `${UPLOADS}: ${took(many)} s, ${JSON.stringify(history)}, ${Math.round(grown / MIB)} MiB more\n`,
    );
    expect(sumsOf(few)).toEqual(seeded(20_000));
    expect(sumsOf(many)).toEqual(seeded(UPLOADS));
    expect(many).toMatchObject({ runs: 1, requests: { abort: 0 } });
    expect(history.events).toBeLessThan(1_000);
    expect(history.bytes).toBeLessThan(2 * MIB);
    // Each upload kept would be 300 bytes of key, ID and time.
    expect(grown).toBeLessThan(UPLOADS * 270);
  });

  async function dryRun(bucket: string): Promise<CleanupReport> {
    const cleanups = new S3CleanupClient(temporal.env.client, { taskQueue });
    // The simulated S3 stands for AWS, where nobody asks for objects.
    const input = { bucket, select: { olderThan: '7d' }, dryRun: true, measure: true, keepCompleted: 'never' } as const;
    const job = await cleanups.start(input);
    return await job.result();
  }

  async function historyOf(bucket: string): Promise<{ events: number; bytes: number }> {
    const { historyLength, historySize } = await temporal.env.client.workflow
      .getHandle(`s3-cleanup/${bucket}`)
      .describe();
    return { events: historyLength, bytes: historySize ?? Number.NaN };
  }

  function startWorker(): Started {
    const { endpoint, region } = s3.clientConfig();
    const where = ['--address', temporal.address, '--task-queue', taskQueue, '--processes', '1'];
    const flags = ['--endpoint-url', endpoint, '--region', region, '--force-path-style'];
    const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    return start(process.execPath, [COMMAND, 'worker', ...where, ...flags], { env, deadlineMs: 1_800_000 });
  }

  function fill(bucket: string, uploads: number): void {
    const now = Date.now();
    s3.createBucket(bucket);
    s3.seedUploads(bucket, uploads, (n) => ({
      key: `${prefixOf(n)}${String(n).padStart(9, '0')}`,
      initiated: new Date(now - ageOf(n)[0] * 86_400_000),
      parts: [{ size: sizeOf(n) }],
    }));
  }
});

type Sums = Record<string, { uploads: number; bytes: number }>;

/** By verdict, prefix and age. */
function sumsOf({ dryRun }: CleanupReport): Sums {
  const cells = (dryRun?.byPrefix ?? []).flatMap(({ prefix, cells }) => cells.map((cell) => ({ prefix, ...cell })));
  return Object.fromEntries(
    cells.map(({ verdict, prefix, age, uploads, bytes = 0 }) => [`${verdict} ${prefix} ${age}`, { uploads, bytes }]),
  );
}

function seeded(uploads: number): Sums {
  const sums: Sums = {};
  for (let n = 0; n < uploads; n += 1) {
    const [, age] = ageOf(n);
    const isYoung = age === YOUNG;
    const name = `${isYoung ? 'keptYoung' : 'selected'} ${prefixOf(n)} ${age}`;
    const sum = sums[name] ?? { uploads: 0, bytes: 0 };
    sums[name] = { uploads: sum.uploads + 1, bytes: sum.bytes + (isYoung ? 0 : sizeOf(n)) };
  }
  return sums;
}

function took({ startedAt, finishedAt }: CleanupReport): number {
  return Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000);
}
