import { product } from '../contenders/index.ts';
import { excesses } from '../limits.ts';
import { measure, type Row } from '../measure.ts';
import { ceiled, floored, textTable } from '../results/text-table.ts';
import type { Mode } from './mode.ts';

const SIZES = [10_000, 100_000, 1_000_000];

/** One job of 10,000, of 100,000 and of 1,000,000 uploads: rate, memory and histories should not change. */
export const scale: Mode = async ({ uploads, latencies: [latencyMs = 0] = [] }) => {
  const sizes = uploads === undefined ? SIZES : [uploads / 100, uploads / 10, uploads];
  const rows: Row[] = [];
  for (const size of sizes) rows.push(await measure(product('scale', size, { input: { settle: 0 } }), { latencyMs }));
  const spread = {
    rate: spreadOf(rows.map(({ rate }) => rate)),
    memory: spreadOf(rows.map(({ peakRssBytes = 0 }) => peakRssBytes)),
  };
  const text = `${tableOf(rows)}\nspread: rate ${percent(spread.rate)}, memory ${percent(spread.memory)}\n`;
  return { text, result: { rows, spread, exceeded: rows.flatMap((row) => excesses(row)) } };
};

/** How far the least is below the most: 0.1 is 10 %. */
function spreadOf(values: number[]): number {
  return 1 - Math.min(...values) / Math.max(...values);
}

const percent = (share: number) => `${ceiled(share * 100, 1)} %`;

function tableOf(rows: Row[]): string {
  const head = [
    'uploads',
    'uploads/s',
    'CPU ms/upload',
    'worker MB',
    'Actions/1,000',
    'B/upload',
    'runs',
    'largest B',
    'events',
  ];
  const cells = rows.map(({ uploads, rate, cpuMsPerUpload, peakRssBytes = 0, temporal }) => [
    uploads.toLocaleString('en-US'),
    floored(rate, 0),
    ceiled(cpuMsPerUpload, 2),
    ceiled(peakRssBytes / 1e6, 0),
    ceiled(temporal?.actionsPer1000 ?? 0, 2),
    ceiled(temporal?.historyBytesPerUpload ?? 0, 0),
    String(temporal?.runs),
    (temporal?.largestHistoryBytes ?? 0).toLocaleString('en-US'),
    (temporal?.longestHistoryEvents ?? 0).toLocaleString('en-US'),
  ]);
  return textTable(head, cells);
}
