import { inWords } from '../../../domain/s3/dialect.ts';
import { count, counted, place, printable, span } from '../../../domain/wording.ts';
import type { PrepareFailureDetails, PrepareReport } from '../../../workflows/prepare/contract.ts';
import { byFrequency, placeOfRecord, requestsMade, sizeOf, toldTo } from '../figures.ts';
import { list, table } from '../table.ts';
import { type Cost, renderCost } from './cost.ts';
import { byInitiator } from './initiators.ts';
import { keptByName } from './kept.ts';
import { byPrefix } from './prefixes.ts';

type AnyPreparation = PrepareReport | PrepareFailureDetails['report'];

/** The report of a preparation, for people. */
export function renderPreparation(report: AnyPreparation, cost: Cost | null = null): string {
  const parts = [headline(report), figures(report, cost), byPrefix(report), byInitiator(report), keptByName(report)];
  return parts.filter(Boolean).join('\n\n');
}

/** How far a failed preparation came, and the objects that stand in its way. */
export function renderPreparationFailure({ report, refused, objects }: PrepareFailureDetails): string {
  const reasons = byFrequency(refused);
  const total = reasons.reduce((sum, [, objectCount]) => sum + objectCount, 0);
  if (total === 0) return renderPreparation(report);
  return [
    renderPreparation(report),
    table(
      [{ title: 'NOT DELETED BECAUSE OF' }, { title: 'OBJECTS', align: 'right' }],
      reasons.map(([reason, objectCount]) => [reason, count(objectCount)]),
    ),
    table(
      [{ title: 'REASON' }, { title: 'KEY' }, { title: 'VERSION ID' }],
      objects.map(({ reason, key, versionId = '' }) => [reason, printable(key), versionId]),
    ),
    total > objects.length ? `  and ${count(total - objects.length)} more` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

export function isPreparationFailure(details: unknown): details is PrepareFailureDetails {
  const { report, refused } = (details ?? {}) as Partial<PrepareFailureDetails>;
  return report !== undefined && 'ready' in report && refused !== undefined;
}

function headline(report: AnyPreparation): string {
  const where = printable(place(report));
  if (report.deleted) return `Deleted: ${where} is gone.`;
  if (!report.ready) return `Not ready to be deleted: ${where}.`;
  const objects = report.objects ? ' and no object' : '';
  return `Ready to be deleted: ${where} holds no incomplete upload${objects}.`;
}

function figures(
  { inspected, uploads, measured, objects, requests, ...report }: AnyPreparation,
  cost: Cost | null,
): string {
  const tookMs = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
  return list([
    ['Bucket', inspected ? describe(inspected) : undefined],
    ['Owner', inspected?.owner ?? undefined],
    ['Uploads', `${count(uploads.gone)} of ${count(uploads.selected)} gone`],
    ['Kept', uploads.keptCompleted > 0 ? `${count(uploads.keptCompleted)} that look completed` : undefined],
    ['Freed', sizeOf(measured)],
    ['Cost', cost ? renderCost(cost) : undefined],
    ['Objects', objects ? `${deleted(objects)} deleted` : undefined],
    ['Policy', report.newUploadsBlocked ? 'denies new uploads from now on' : undefined],
    ['Requests', `${requestsMade(requests)}, ${count(requests.deleteObjects ?? 0)} DeleteObjects`],
    ['Record', placeOfRecord(report.record)],
    ['Told', toldTo(report.notified)],
    ['Throttled', requests.throttled > 0 ? counted(requests.throttled, 'request') : undefined],
    ['Took', `${span(tookMs)}, ${counted(report.rounds, 'round')}`],
    ...(report.dialect ?? []).map((entry): [string, string] => ['Not as AWS', inWords(entry)]),
  ]);
}

function describe({ kind, region, versioning }: NonNullable<PrepareReport['inspected']>): string {
  const versions = { enabled: 'versioned', suspended: 'versioning suspended', 'never-enabled': undefined };
  const parts = [`${kind.replace('-', ' ')} bucket`, region, versioning && versions[versioning]];
  return parts.filter(Boolean).join(', ');
}

function deleted({ versions, deleteMarkers }: NonNullable<PrepareReport['objects']>): string {
  return deleteMarkers > 0
    ? `${count(versions)} versions and ${counted(deleteMarkers, 'delete marker')}`
    : counted(versions, 'object');
}
