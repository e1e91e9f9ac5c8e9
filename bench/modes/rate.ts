import type { Effort } from '../contenders/contender.ts';
import { cleanWithProduct } from '../contenders/index.ts';
import { ceiled, floored, textTable } from '../results/text-table.ts';
import { type Count, countWhile } from '../rig/count-while.ts';
import { withSimulatedS3 } from '../rig/simulated-s3.ts';
import type { Mode } from './mode.ts';

const PER_SECOND = 200;
const WORKERS = [1, 4, 8];

/** Three ranges of keys: 42,000 requests, 3.5 minutes. */
const UPLOADS = 21_000;

const WINDOW_MS = 5_000;

/** How a job keeps to its rate, in one worker process and in several. */
export const rate: Mode = async ({ uploads = UPLOADS, latencies: [latencyMs = 20] = [] }) => {
  const rows: Array<{ workers: number } & ReturnType<typeof ratesOf> & ReturnType<typeof costOf>> = [];
  for (const workers of WORKERS) {
    process.stderr.write(`${workers} workers: ${uploads} uploads at ${PER_SECOND} requests a second\n`);
    const { counts, effort } = await tryOut(workers, uploads, latencyMs);
    rows.push({ workers, ...ratesOf(counts), ...costOf(effort, uploads) });
  }
  const cells = rows.map(({ workers, mean, least, most, actionsPer1000, heartbeatsPer1000 }) => [
    workers === 1 ? '1 worker' : `${workers} workers`,
    floored(mean, 1),
    floored(least, 1),
    ceiled(most, 1),
    ceiled(actionsPer1000, 2),
    ceiled(heartbeatsPer1000, 2),
  ]);
  const head = ['', 'requests/s', 'least in 5 s', 'most in 5 s', 'Actions/1,000', 'heartbeats/1,000'];
  const text = textTable(head, cells);
  return { text, result: { perSecond: PER_SECOND, uploads, latencyMs, rows } };
};

function costOf({ temporal }: Effort, uploads: number) {
  const per1000 = (count = 0) => (1_000 * count) / uploads;
  return { actionsPer1000: per1000(temporal?.actions), heartbeatsPer1000: per1000(temporal?.heartbeats) };
}

function tryOut(workers: number, uploads: number, latencyMs: number) {
  return withSimulatedS3({ uploads, latencyMs }, async (s3) => {
    const limits = { requestsPerSecond: PER_SECOND };
    const job = cleanWithProduct(s3, { input: { limits }, workers });
    return { counts: await countWhile(s3, job), effort: await job };
  });
}

/** From five seconds after the first request on, up to the last range: while that settles, there is nothing to ask. */
function ratesOf(counts: Count[]) {
  const all = counts.at(-1)?.requests ?? 0;
  const begun = counts.find(({ requests }) => requests > 0)?.at ?? 0;
  const busy = counts.filter(({ at, requests }) => at >= begun + WINDOW_MS && requests <= all * BUSY);
  const windows = busy.flatMap((from) => {
    const end = busy.find(({ at }) => at >= from.at + WINDOW_MS);
    return end ? [rateBetween(from, end)] : [];
  });
  return {
    mean: rateBetween(busy[0], busy.at(-1)),
    least: Math.min(...windows),
    most: Math.max(...windows),
  };
}

/** Requests a second. */
function rateBetween(from?: Count, until?: Count): number {
  return from && until ? (1_000 * (until.requests - from.requests)) / (until.at - from.at) : 0;
}

/** The last of three ranges is verified with the last sixth of all requests. */
const BUSY = 0.8;
