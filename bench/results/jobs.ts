import type { Row } from '../measure.ts';
import { ceiled, floored, textTable } from './text-table.ts';

/** A table of jobs of this package: what they took of the worker and of Temporal. */
export function tableOfJobs(rows: Row[]): string {
  const head = [
    'job',
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
  const cells = rows.map(({ name, uploads, rate, cpuMsPerUpload, peakRssBytes = 0, temporal }) => [
    name,
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
