import { product } from '../contenders/index.ts';
import { excesses } from '../limits.ts';
import type { Row } from '../measure.ts';
import { tableOfCost, tableOfPace } from '../results/cost.ts';
import { tableOfJobs } from '../results/jobs.ts';
import { ceiled } from '../results/text-table.ts';
import { measureInRounds } from '../rounds.ts';
import type { Mode } from './mode.ts';

const SIZES = [20_000, 100_000, 1_000_000];

/** Sizes of the jobs that a worker does first, unmeasured: its code is compiled for long jobs and short ones, as in service. */
const WARM_UP = [100_000, 20_000];

/** One job of 20,000, of 100,000 and of 1,000,000 uploads: rate, memory and histories should not change. */
export const scale: Mode = async ({ uploads, latencies: [latencyMs = 0] = [], rounds }) => {
  const sizes = uploads === undefined ? SIZES : [uploads / 50, uploads / 10, uploads];
  const job = (name: string, size: number, warmUp: number[] = []) =>
    product(name, size, { input: { settle: 0 }, warmUp });
  const contenders = [
    job('worker just started', sizes[0] ?? 0),
    ...sizes.map((size) => job('worker in service', size, WARM_UP)),
  ];
  const { rows: all, failures } = await measureInRounds(contenders, { latencyMs }, rounds);
  if (failures[0]) throw new Error(`${failures[0].name}: ${failures[0].why}`);
  const [, ...rows] = all;
  const spread = {
    rate: spreadOf(rows.map(({ rate }) => rate)),
    memory: spreadOf(rows.map(({ peakRssBytes = 0 }) => peakRssBytes)),
  };
  const text = `${tableOfJobs(all)}
Of the workers in service: the slowest is ${percent(spread.rate)} below the fastest; the least memory ${percent(spread.memory)} below the most.
`;
  const last = rows.at(-1) as Row;
  const further = { cost: tableOfCost(last), pace: tableOfPace(last) };
  return { text, further, result: { rows: all, spread, exceeded: rows.flatMap((row) => excesses(row)) } };
};

/** How far the least is below the most: 0.1 is 10 %. */
function spreadOf(values: number[]): number {
  return 1 - Math.min(...values) / Math.max(...values);
}

const percent = (share: number) => `${ceiled(share * 100, 1)} %`;
