import { count, counted, place, printable, span } from '../../../domain/wording.ts';
import type { CleanupReport, UploadsRemainDetails } from '../../../workflows/cleanup/contract.ts';
import type { FleetReport } from '../../../workflows/fleet/contract.ts';
import type { PrepareReport } from '../../../workflows/prepare/contract.ts';
import { byFrequency, placeOfRecord, requestsMade, sizeOf, toldTo } from '../figures.ts';
import { list, table } from '../table.ts';
import { type Cost, renderCost } from './cost.ts';
import { differences } from './differences.ts';
import { isDryRunReport, renderDryRun } from './dry-run.ts';
import { renderFleet } from './fleet-report.ts';
import { byInitiator } from './initiators.ts';
import { keptByName } from './kept.ts';
import { byPrefix } from './prefixes.ts';
import { renderPreparation } from './prepare-report.ts';
import { remainingByName } from './remaining.ts';

/** The report of a job of any kind. */
export type JobReport = CleanupReport | PrepareReport | FleetReport;

type AnyReport = CleanupReport | UploadsRemainDetails['report'];

/** A job's report for people. */
export function renderReport(report: AnyReport | JobReport, cost: Cost | null = null): string {
  if ('rows' in report) return renderFleet(report, cost);
  if ('ready' in report) return renderPreparation(report, cost);
  const sums = isDryRunReport(report) ? renderDryRun(report) : byPrefix(report);
  return [headline(report), figures(report, cost), sums, byInitiator(report), keptByName(report), differences(report)]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * What an UploadsRemain failure reports: the report so far, the reasons, and uploads by name. `columns`: those of the
 * terminal; default: as many as it takes.
 */
export function renderRemaining({ report, remaining, uploads }: UploadsRemainDetails, columns?: number): string {
  const reasons = byFrequency(remaining);
  const total = reasons.reduce((sum, [, uploadCount]) => sum + uploadCount, 0);
  return [
    renderReport(report),
    table(
      [{ title: 'REMAINING BECAUSE OF' }, { title: 'UPLOADS', align: 'right' }],
      reasons.map(([reason, uploadCount]) => [reason, count(uploadCount)]),
    ),
    remainingByName(uploads, columns),
    total > uploads.length ? `  and ${count(total - uploads.length)} more` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function headline(report: AnyReport): string {
  const where = printable(place(report));
  switch (report.outcome) {
    case 'clean':
      return `Clean: a fresh listing of ${where} shows no selected upload.`;
    case 'dry-run':
      return `Dry run: ${counted(report.uploads.selected, 'upload')} of ${where} would be aborted.`;
    case 'bucket-gone':
      return `The bucket is gone: ${where} was deleted meanwhile, and its uploads with it.`;
    case 'uploads-remain':
      return `Uploads remain in ${where}.`;
  }
}

function figures(report: AnyReport, cost: Cost | null): string {
  const { uploads, measured, requests, passes, runs, outcome } = report;
  const tookMs = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
  const isDryRun = outcome === 'dry-run';
  return list([
    ['Selection', selection(report)],
    ['Listed', counted(uploads.listed, 'upload')],
    ['Selected', count(uploads.selected)],
    ['Gone', isDryRun ? undefined : gone(uploads)],
    ['Unproven', uploads.unproven > 0 ? `${count(uploads.unproven)} vanished without a proof` : undefined],
    ['Kept', kept(uploads)],
    [isDryRun ? 'Would free' : 'Freed', sizeOf(measured)],
    ['Cost', cost ? renderCost(cost) : undefined],
    ['Requests', requestsMade(requests)],
    ['Record', placeOfRecord(report.record)],
    ['Told', toldTo(report.notified)],
    ['Throttled', requests.throttled > 0 ? counted(requests.throttled, 'request') : undefined],
    ['Took', `${span(tookMs)}, ${passes === 1 ? '1 pass' : `${passes} passes`}, ${counted(runs, 'run')}`],
  ]);
}

function selection({ selection: { initiatedBefore, activeSince } }: AnyReport): string {
  const before = initiatedBefore ? `initiated before ${initiatedBefore}` : 'all uploads';
  return activeSince ? `${before}, without a part since ${activeSince}` : before;
}

function gone({ gone: uploads, reaborted, alreadyGone }: AnyReport['uploads']): string {
  const notes = [
    ...(reaborted > 0 ? [`${count(reaborted)} aborted more than once`] : []),
    ...(alreadyGone > 0 ? [`${count(alreadyGone)} gone before the first abort`] : []),
  ];
  return count(uploads) + (notes.length > 0 ? ` (${notes.join(', ')})` : '');
}

function kept({ keptYoung, keptActive, keptCompleted }: AnyReport['uploads']): string | undefined {
  const reasons = [
    ...(keptYoung > 0 ? [`${count(keptYoung)} too young`] : []),
    ...(keptActive > 0 ? [`${count(keptActive)} still active`] : []),
    ...(keptCompleted > 0 ? [`${count(keptCompleted)} that look completed`] : []),
  ];
  return reasons.length > 0 ? reasons.join(', ') : undefined;
}
