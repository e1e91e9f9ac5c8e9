import { product } from '../contenders/index.ts';
import { excesses } from '../limits.ts';
import { measure } from '../measure.ts';
import { tableOfJobs } from '../results/jobs.ts';
import type { Mode } from './mode.ts';

/** prepareBucketDeletion over a large bucket: the same figures as those of a cleanup. */
export const prepare: Mode = async ({ uploads = 1_000_000, latencies: [latencyMs = 0] = [] }) => {
  const preparation = { settle: 0, quietPeriod: 0 };
  const row = await measure(product('prepareBucketDeletion', uploads, { preparation }), { latencyMs });
  return { text: tableOfJobs([row]), result: { rows: [row], exceeded: excesses(row) } };
};
