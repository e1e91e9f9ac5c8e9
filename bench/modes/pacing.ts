import { product } from '../contenders/index.ts';
import { measure, type Row } from '../measure.ts';
import { ceiled, floored, textTable } from '../results/text-table.ts';
import type { Mode } from './mode.ts';

/** What S3 documents for a prefix. Above it the server answers SlowDown. */
const LIMIT = 3_500;

/** How much of the server's limit is used, and how many requests are refused: one worker, and two that share it. */
export const pacing: Mode = async ({ uploads = 100_000, latencies: [latencyMs = 20] = [] }) => {
  const rows: Row[] = [];
  for (const count of [1, 2]) {
    const contender = product(count === 1 ? '1 worker' : `${count} workers`, uploads, {
      input: { settle: 0 },
      workers: count,
    });
    rows.push(await measure(contender, { latencyMs, requestsPerSecond: LIMIT }));
  }
  const results = rows.map((row) => ({ ...row, ...sharesOf(row) }));
  const cells = results.map(({ name, rate, used, refusedShare }) => [
    name,
    floored(rate, 0),
    `${floored(used * 100, 1)} %`,
    `${ceiled(refusedShare * 100, 1)} %`,
  ]);
  const text = textTable(['', 'uploads/s', `of ${LIMIT} requests/s`, 'refused'], cells);
  return { text, result: { limit: LIMIT, rows: results } };
};

function sharesOf({ seconds, uploads, requestsPerUpload, refused }: Row) {
  const requests = requestsPerUpload * uploads;
  return { used: (requests - refused) / seconds / LIMIT, refusedShare: refused / requests };
}
