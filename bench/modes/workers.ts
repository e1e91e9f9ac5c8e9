import { product } from '../contenders/index.ts';
import { measure, type Row } from '../measure.ts';
import { floored, textTable } from '../results/text-table.ts';
import type { Mode } from './mode.ts';

/** Of one worker: low enough that four share two cores and none waits for a core. */
const REQUESTS_PER_SECOND = 1_000;

/** A job in one worker and one in four, held to so many requests a second for each worker, on a bucket of so many uploads for each. */
export const workers: Mode = async ({ uploads = 50_000, latencies: [latencyMs = 20] = [] }) => {
  const [one, four] = [await measureWorkers(1, uploads, latencyMs), await measureWorkers(4, 4 * uploads, latencyMs)];
  const ratio = four.rate / one.rate;
  const text = `${tableOf([one, four])}\nfour workers do ${floored(ratio, 2)} times what one does\n`;
  return { text, result: { requestsPerSecond: REQUESTS_PER_SECOND, rows: [one, four], ratio } };
};

async function measureWorkers(count: number, uploads: number, latencyMs: number): Promise<Row> {
  const input = { settle: 0, limits: { requestsPerSecond: count * REQUESTS_PER_SECOND } };
  return await measure(product(nameOf(count), uploads, { input, workers: count }), { latencyMs });
}

const nameOf = (count: number) => (count === 1 ? '1 worker' : `${count} workers`);

function tableOf(rows: Row[]): string {
  const cells = rows.map(({ name, uploads, rate, requestsPerUpload }) => [
    name,
    floored(uploads, 0),
    floored(rate, 1),
    floored(rate * requestsPerUpload, 1),
  ]);
  return textTable(['', 'uploads', 'uploads/s', 'requests/s'], cells);
}
