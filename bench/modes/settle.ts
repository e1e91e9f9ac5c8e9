import { product } from '../contenders/index.ts';
import type { Row } from '../measure.ts';
import { tableOfRows } from '../results/rows.ts';
import { measureInRounds } from '../rounds.ts';
import type { Mode } from './mode.ts';

const WITHOUT = 'settle 0';

/** What the default `settle` of 10 s costs: the ratio is to a job without. */
export const settle: Mode = async ({ uploads = 100_000, latencies = [0, 20], rounds }) => {
  const contenders = [product(WITHOUT, uploads, { input: { settle: 0 } }), product('settle 10 s', uploads, {})];
  const rows: Row[] = [];
  for (const latencyMs of latencies) {
    const measured = await measureInRounds(contenders, { latencyMs }, rounds);
    if (measured.failures[0]) throw new Error(measured.failures[0].why);
    rows.push(...measured.rows);
  }
  return { text: tableOfRows(rows, WITHOUT), result: { reference: WITHOUT, rows } };
};
