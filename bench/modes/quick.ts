import { product, REFERENCE } from '../contenders/index.ts';
import { type Excess, excesses, LIMITS_WITH_MEASURE } from '../limits.ts';
import { measure } from '../measure.ts';
import { tableOfRows } from '../results/rows.ts';
import type { Mode } from './mode.ts';

/** Large enough that what a job costs once, its first page among it, adds under 4 bytes of history for each upload. */
const UPLOADS = 50_000;

/** Guards the counted figures; says nothing of times. Under two minutes. */
export const quick: Mode = async ({ uploads = UPLOADS }) => {
  const clean = await measure(product('clean run', uploads, { input: { settle: 0 } }), { latencyMs: 0 });
  const withMeasure = product('with measure', uploads / 4, { input: { settle: 0, measure: true } });
  const measured = await measure(withMeasure, { latencyMs: 0 });
  const exceeded = [...excesses(clean), ...excesses(measured, LIMITS_WITH_MEASURE)];
  const text = [tableOfRows([clean, measured], REFERENCE), ...exceeded.map(describe)].join('\n');
  return { text, failed: exceeded.length > 0 };
};

function describe({ row, figure, measured, limit }: Excess): string {
  return `exceeded: ${row}: ${measured} ${figure}, at most ${limit}\n`;
}
