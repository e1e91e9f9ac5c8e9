import { product } from '../contenders/index.ts';
import { measure } from '../measure.ts';
import { tableOfRows } from '../results/rows.ts';
import type { Mode } from './mode.ts';

const WITHOUT = 'settle 0';

/** What the default `settle` of 10 s costs: the ratio is to a job without. */
export const settle: Mode = async ({ uploads = 100_000, latencies = [0, 20] }) => {
  const contenders = [product(WITHOUT, uploads, { input: { settle: 0 } }), product('settle 10 s', uploads, {})];
  const rows = [];
  for (const latencyMs of latencies) {
    for (const contender of contenders) rows.push(await measure(contender, { latencyMs }));
  }
  return { text: tableOfRows(rows, WITHOUT), result: { reference: WITHOUT, rows } };
};
