import { count, counted, printable, span } from '../../../domain/wording.ts';
import type { FleetReport, FleetRow } from '../../../workflows/fleet/contract.ts';
import { requestsMade, sizeOf, toldTo } from '../figures.ts';
import { list, table } from '../table.ts';
import { type Cost, renderCost } from './cost.ts';
import { differences } from './differences.ts';

/** The report of a fleet, for people: a row for each bucket, and the sums. */
export function renderFleet(report: FleetReport, cost: Cost | null): string {
  return [headline(report), rows(report), figures(report, cost), failures(report), differences(report)]
    .filter(Boolean)
    .join('\n\n');
}

function headline({ outcome, buckets, uploads }: FleetReport): string {
  const total = counted(buckets.total, 'bucket');
  if (outcome === 'clean') return `Clean: fresh listings of ${total} show no selected upload.`;
  if (outcome === 'dry-run') return `Dry run: ${counted(uploads.selected, 'upload')} of ${total} would be aborted.`;
  return `${count(buckets.total - buckets.clean)} of ${total} are not clean.`;
}

function rows({ rows: shown, rowsLeftOut }: FleetReport): string {
  const lines = shown.map(({ bucket, outcome, uploads, failure }) => [
    printable(bucket),
    outcome === 'failed' && failure ? printable(failure.type) : outcome,
    ...(uploads ? [count(uploads.selected), count(uploads.gone), count(uploads.kept)] : ['-', '-', '-']),
  ]);
  const columns = [
    { title: 'BUCKET' },
    { title: 'OUTCOME' },
    { title: 'SELECTED', align: 'right' },
    { title: 'GONE', align: 'right' },
    { title: 'KEPT', align: 'right' },
  ] as const;
  return table([...columns], lines) + (rowsLeftOut > 0 ? `\n  and ${count(rowsLeftOut)} more` : '');
}

function figures(
  { buckets, uploads, measured, requests, notListed, ...report }: FleetReport,
  cost: Cost | null,
): string {
  const { initiatedBefore } = report.selection;
  const tookMs = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
  return list([
    ['Buckets', outcomes(buckets)],
    ['Selection', initiatedBefore ? `initiated before ${initiatedBefore}` : 'all uploads'],
    ['Selected', count(uploads.selected)],
    ['Gone', report.outcome === 'dry-run' ? undefined : count(uploads.gone)],
    ['Measured', sizeOf(measured)],
    ['Cost', cost ? renderCost(cost) : undefined],
    ['Requests', requestsMade(requests)],
    ['Record', report.record === undefined ? undefined : printable(report.record)],
    ['Told', toldTo(report.notified)],
    ['Took', `${span(tookMs)}, ${counted(report.runs, 'run')}`],
    ['Not listed', notListed ? `directory buckets: ${printable(notListed.message)}` : undefined],
  ]);
}

function outcomes({ clean, uploadsRemain, alreadyRunning, failed }: FleetReport['buckets']): string {
  const counts: Array<[number, string]> = [
    [clean, 'clean'],
    [uploadsRemain, 'with uploads that remain'],
    [alreadyRunning, 'in work by another job'],
    [failed, 'failed'],
  ];
  return counts.flatMap(([buckets, what]) => (buckets > 0 ? [`${count(buckets)} ${what}`] : [])).join(', ');
}

function failures({ rows: shown }: FleetReport): string {
  const failed = shown.filter((row): row is FleetRow & { failure: object } => row.failure !== null);
  if (failed.length === 0) return '';
  return table(
    [{ title: 'BUCKET' }, { title: 'WHY' }],
    failed.map(({ bucket, failure }) => [printable(bucket), printable(failure.message)]),
  );
}
