import type { Age } from '../../../activities/dry-run/contract.ts';
import { noUploads } from '../../../domain/counts.ts';
import type { FleetReport, FleetRow } from '../../../workflows/fleet/contract.ts';

const GIB = 2 ** 30;
const AGES: Age[] = ['<1d', '1-7d', '7-30d', '30-90d', '90-365d', '>=365d'];

/** Nothing special, unless told otherwise. */
export function fleetRow(bucket: string, given: Partial<FleetRow> = {}): FleetRow {
  return {
    ...{ bucket, connection: 'default', region: 'eu-central-1', outcome: 'clean' },
    ...{ uploads: { selected: 0, gone: 0, kept: 0 }, measured: null, oldest: null },
    ...{ lifecycle: { abortsAfterDays: null }, failure: null },
    ...given,
  };
}

/** A bucket whose uploads of each age hold so many GiB, 4 uploads to a GiB. */
export function countedRow(bucket: string, gibs: number[], given: Partial<FleetRow> = {}): FleetRow {
  const ages = gibs.flatMap((gib, at) => {
    const age = AGES[at] as Age;
    return gib > 0 ? [{ age, uploads: gib * 4, bytes: gib * GIB }] : [];
  });
  const bytes = gibs.reduce((sum, gib) => sum + gib * GIB, 0);
  const uploads = { selected: (bytes / GIB) * 4, gone: 0, kept: 3 };
  const measured = { parts: uploads.selected * 32, bytes };
  return fleetRow(bucket, {
    outcome: 'dry-run',
    uploads,
    measured,
    oldest: '2025-03-02T04:05:06.000Z',
    ages,
    ...given,
  });
}

export function fleetReport(rows: FleetRow[], given: Partial<FleetReport> = {}): FleetReport {
  const sum = (of: (row: FleetRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const failed = rows.filter(({ failure }) => failure !== null).length;
  return {
    ...{ outcome: 'dry-run', match: '*', selection: { initiatedBefore: null }, runs: 1, rows, rowsLeftOut: 0 },
    ...{ startedAt: '2026-06-01T02:00:00.000Z', finishedAt: '2026-06-01T02:01:30.000Z' },
    buckets: { total: rows.length, clean: rows.length - failed, uploadsRemain: 0, alreadyRunning: 0, failed },
    uploads: { ...noUploads(), selected: sum(({ uploads }) => uploads?.selected ?? 0) },
    measured: {
      parts: sum(({ measured }) => measured?.parts ?? 0),
      bytes: sum(({ measured }) => measured?.bytes ?? 0),
    },
    requests: { list: 90, abort: 0, listParts: 2_000, throttled: 0 },
    ...given,
  };
}
