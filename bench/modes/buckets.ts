import { setTimeout } from 'node:timers/promises';
import { S3CleanupClient } from '../../client/index.ts';
import { NODE_FLAGS } from '../../worker/process/memory.ts';
import { ceiled, floored, textTable } from '../results/text-table.ts';
import { type BenchS3, withSimulatedS3 } from '../rig/simulated-s3.ts';
import { type BenchTemporal, withTemporal } from '../rig/temporal.ts';
import { type Workers, withWorkers } from '../rig/workers.ts';
import type { Mode } from './mode.ts';

const UPLOADS_OF_EACH = 3;
const DAY_MS = 24 * 3_600_000;
const AT_ONCE = 50;
const SAMPLE_EVERY_MS = 1_000;
/** The memory is stated for each of so many parts of the fleet. */
const PARTS = 10;

interface Sample {
  buckets: number;
  rssBytes: number;
}

/** Many small buckets in one fleet: what a worker keeps for a bucket is let go of, so its memory stays as it is. */
export const buckets: Mode = async ({ uploads = 30_000 }) => {
  const count = Math.ceil(uploads / UPLOADS_OF_EACH);
  const { samples, seconds } = await withSimulatedS3({ uploads: 1, latencyMs: 0 }, async (s3) => {
    await createBuckets(s3, count);
    const program = { program: 'product-worker', execArgv: NODE_FLAGS };
    return await withTemporal((temporal) =>
      withWorkers(program, { address: temporal.address, endpoint: s3.endpoint }, (workers) =>
        runFleet(temporal, workers, count),
      ),
    );
  });
  const all = Array.from({ length: PARTS }, (_, part) => ({
    ended: (count * (part + 1)) / PARTS,
    bytes: highestIn(samples, part, count),
  }));
  // A short part has no sample.
  const parts = all.filter(({ bytes }) => bytes > 0);
  // In the first, the worker's code is compiled and its heaps grow to their size.
  const later = parts.slice(1).map(({ bytes }) => bytes);
  const spread = 1 - Math.min(...later) / Math.max(...later);
  const rows = parts.map(({ ended, bytes }) => [ceiled(ended, 0), ceiled(bytes / 1e6, 0)]);
  const text = `${textTable(['buckets that have ended', 'MB, at most'], rows, 0)}
${count} buckets in ${ceiled(seconds, 0)} s: ${floored(count / seconds, 1)} a second. From the second row on, the least is ${ceiled(100 * spread, 1)} % below the most.
`;
  return { text, result: { count, seconds, parts, spread } };
};

async function createBuckets({ control }: BenchS3, count: number): Promise<void> {
  const spec = { count: UPLOADS_OF_EACH, key: 'key-{n}', initiated: new Date(Date.now() - 2 * DAY_MS), parts: [] };
  for (let number = 0; number < count; number += 1) {
    const bucket = `bench-${number}`;
    await control.run('createBucket', { bucket });
    await control.run('seedUploads', { bucket, ...spec });
  }
}

async function runFleet({ client }: BenchTemporal, workers: Workers, count: number) {
  const samples: Sample[] = [];
  const begun = performance.now();
  const fleet = await new S3CleanupClient(client).fleet({
    match: ['bench-*'],
    select: { all: true },
    parallelism: AT_ONCE,
    settle: 0,
    quietPeriod: 0,
  });
  const ended = fleet.result();
  const isOver = ended.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([isOver, setTimeout(SAMPLE_EVERY_MS, false)]))) {
    const [status, { rssBytes }] = await Promise.all([fleet.status(), workers.usage()]);
    samples.push({ buckets: status.buckets.total - status.buckets.waiting - status.running.length, rssBytes });
  }
  const { uploads } = await ended;
  if (uploads.gone !== count * UPLOADS_OF_EACH) throw new Error(`${uploads.gone} of ${count * UPLOADS_OF_EACH} gone`);
  return { samples, seconds: (performance.now() - begun) / 1_000 };
}

function highestIn(samples: Sample[], part: number, count: number): number {
  const size = count / PARTS;
  const inPart = samples.filter(({ buckets }) => buckets >= part * size && buckets < (part + 1) * size);
  return Math.max(0, ...inPart.map(({ rssBytes }) => rssBytes));
}
