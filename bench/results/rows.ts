import type { Row } from '../measure.ts';
import { ceiled, floored, textTable } from './text-table.ts';

const HEAD = [
  'latency',
  'contender',
  'verifies',
  'uploads',
  'uploads/s',
  'ratio',
  'CPU ms/upload',
  'requests/upload',
  'Actions/1,000',
  'heartbeats/1,000',
  'history B/upload',
];

/** A table of rows; ratios are to the row of the reference at the same latency. */
export function tableOfRows(rows: Row[], reference: string): string {
  const referenceOf = ({ latencyMs }: Row) =>
    rows.find((other) => other.name === reference && other.latencyMs === latencyMs && other.left === 0);
  const cells = rows.map((row) => cellsOf(row, referenceOf(row)));
  return textTable(HEAD, cells, 2);
}

function cellsOf(row: Row, reference: Row | undefined): string[] {
  const { temporal } = row;
  return [
    `${row.latencyMs} ms`,
    row.name,
    row.verifies ? 'yes' : 'no',
    row.left === 0 ? row.uploads.toLocaleString('en-US') : `${row.uploads} (${row.left} left)`,
    floored(row.rate, row.rate < 100 ? 1 : 0),
    reference ? floored(row.rate / reference.rate, 2) : '–',
    ceiled(row.cpuMsPerUpload, 2),
    ceiled(row.requestsPerUpload, 3),
    temporal ? ceiled(temporal.actionsPer1000, 2) : '–',
    temporal ? ceiled(temporal.heartbeatsPer1000, 2) : '–',
    temporal ? ceiled(temporal.historyBytesPerUpload, 0) : '–',
  ];
}
