import type { RateShape } from '../../simulated-s3/index.ts';
import { product } from '../contenders/index.ts';
import { type Limit, measure, type Row } from '../measure.ts';
import { ceiled, floored, textTable } from '../results/text-table.ts';
import type { Mode } from './mode.ts';

/** What S3 documents for a prefix. */
const OF_A_PREFIX = 3_500;

/** A store that takes fewer. A job of 6,000 takes 12,000 requests and about 24 s. */
const OF_A_STORE = 500;
const SMALL_JOB = 6_000;

const SHAPES: RateShape[] = ['bucket', 'full bucket', 'whole seconds', 'sliding second', 'queue'];

interface Trial {
  limit: Limit;
  latencyMs: number;
  uploads: number;
  workers: number;
}

/** How much of a server's limit is used, and how many requests are refused, by how the server counts, and by workers that share it. */
export const pacing: Mode = async ({ uploads = 100_000, latencies: [latencyMs = 20] = [] }) => {
  const prefix = { perSecond: OF_A_PREFIX, shape: 'bucket' as const };
  const trials: Trial[] = [
    ...[1, 2].map((workers) => ({ limit: prefix, latencyMs, uploads, workers })),
    ...SHAPES.flatMap((shape) =>
      [1, 2].map((workers) => ({ limit: { perSecond: OF_A_STORE, shape }, latencyMs: 5, uploads: SMALL_JOB, workers })),
    ),
  ];
  const rows: Array<Row & Trial & ReturnType<typeof sharesOf>> = [];
  for (const trial of trials) rows.push(await tryOut(trial));
  const cells = rows.map(({ name, limit, rate, used, refusedShare, steady }) => [
    name,
    `${limit.perSecond} a second, ${limit.shape}`,
    floored(rate, 0),
    `${floored(used * 100, 1)} %`,
    `${ceiled(refusedShare * 100, 1)} %`,
    steady ? `${floored((steady.acceptedPerSecond * 100) / limit.perSecond, 1)} %` : '',
    steady ? `${ceiled(steady.refusedShare * 100, 1)} %` : '',
  ]);
  const head = ['', 'limit', 'uploads/s', 'of the limit', 'refused', 'from the fifth second on', 'refused'];
  const text = textTable(head, cells);
  return { text, result: { rows } };
};

async function tryOut(trial: Trial) {
  const { limit, latencyMs, uploads, workers } = trial;
  const name = workers === 1 ? '1 worker' : `${workers} workers`;
  const row = await measure(product(name, uploads, { input: { settle: 0 }, workers }), { latencyMs, limit });
  return { ...row, ...trial, ...sharesOf(row, limit) };
}

function sharesOf({ seconds, uploads, requestsPerUpload, refused }: Row, { perSecond }: Limit) {
  const requests = requestsPerUpload * uploads;
  return { used: (requests - refused) / seconds / perSecond, refusedShare: refused / requests };
}
