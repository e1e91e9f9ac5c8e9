import type { UploadCounts } from '../../../domain/counts.ts';
import type { Execution } from '../runtime/execution.ts';
import { type Broken, brokenOf } from './broken.ts';
import { detailsOf, endOf, nameOf, reportOf, type Truth } from './truth.ts';

/** What must hold of a job that has ended. */
export function brokenByEnd(job: Execution, truth: Truth): Broken[] {
  const end = endOf(job);
  return brokenOf(
    wronglyGone(end, truth),
    end === 'clean' && notClean(truth),
    wronglyFailed(end, truth),
    ...wronglyCounted(job, end, truth),
  );
}

function wronglyGone(end: string, { bucket }: Truth): Broken | undefined {
  if (!bucket.exists || (end !== 'bucket-gone' && end !== 'NoSuchBucket')) return undefined;
  return { rule: 'FinalStatements', message: `${end} is said of a bucket that is there` };
}

/** A listing of the whole bucket, in the time that counts, would have shown what was there all that time. */
function notClean(truth: Truth): Broken | undefined {
  const { lastAct, quietPeriod, hasListedSince, selected } = truth;
  if (!hasListedSince)
    return { rule: 'Clean', message: 'no listing a quiet period after the last abort or verification' };
  const left = selected.filter(({ exists, since }) => exists && since <= lastAct + quietPeriod);
  return left.length === 0 ? undefined : { rule: 'Clean', message: `left ${left.map(nameOf).join(', ')}` };
}

const UNWALKABLE = new Set(['ignored', 'all refused', 'upload ID ignored', 'no next upload ID', 'key included']);

function wronglyFailed(end: string, truth: Truth): Broken | undefined {
  const why = whyNoEnd(end, truth);
  return why === undefined ? undefined : { rule: 'Ends', message: `${end}, although ${why}` };
}

/** Why a job of this scenario may not end in this way. */
function whyNoEnd(end: string, truth: Truth): string | undefined {
  const { scenario, bucket } = truth;
  switch (end) {
    case 'clean':
    case 'bucket-gone':
    case 'UploadsRemain':
      return undefined;
    case 'dry-run':
      return scenario.input.dryRun ? undefined : 'it was none';
    case 'cancelled':
      return scenario.steering.some(({ kind }) => kind === 'cancel') ? undefined : 'nobody cancelled it';
    case 'NoSuchBucket':
      return bucket.exists ? 'the bucket is there' : undefined;
    case 'AccessDenied':
      return whyNotDenied(truth);
    case 'S3Unavailable':
      if (!truth.hasFault('outage', 'throttling')) return 'S3 was well';
      return truth.hasListed ? 'S3 had answered before, and was away for a short time only' : undefined;
    case 'Unsupported':
      return UNWALKABLE.has(scenario.store.markers ?? '') ? undefined : 'this S3 can be listed';
    default:
      return 'nothing explains it';
  }
}

function whyNotDenied({ scenario, selected, proven }: Truth): string | undefined {
  const denied = scenario.faults.flatMap((fault) => (fault.kind === 'denied' ? [fault] : []));
  if (denied.length === 0) return 'nothing was denied';
  if (denied.some(({ operation, key }) => operation === 'list' || key === undefined)) return undefined;
  if (proven.size > 0) return `${proven.size} uploads were proven gone`;
  const allowed = selected.filter((upload) => !denied.some(({ key }) => key === upload.key));
  return allowed.length === 0 ? undefined : `nothing was denied of ${allowed.map(nameOf).join(', ')}`;
}

function wronglyCounted(job: Execution, end: string, truth: Truth): Broken[] {
  if (!truth.isUndisturbed || (end !== 'clean' && end !== 'UploadsRemain' && end !== 'dry-run')) return [];
  const report = reportOf(job);
  if (!report) return [];
  const { unproven = 0, ...counts }: UploadCounts & { unproven?: number } = report.uploads;
  const expected = expectedOf(truth);
  const remain = Object.values(detailsOf(job)?.remaining ?? {}).reduce((sum, count) => sum + count, 0);
  const is = { ...counts, unproven, remain };
  const wrong = (message: string): Broken => ({
    rule: 'Counts',
    message: `${message}: ${JSON.stringify({ is, expected })}`,
  });
  return brokenOf(
    counts.selected !== expected.selected && wrong('selected'),
    counts.keptYoung !== expected.keptYoung && wrong('keptYoung'),
    counts.keptActive !== expected.keptActive && wrong('keptActive'),
    end === 'clean' && counts.gone + unproven !== counts.selected && wrong('gone'),
    end === 'UploadsRemain' && remain === 0 && wrong('remaining'),
    end === 'UploadsRemain' && counts.gone > truth.proven.size && wrong('proven'),
  );
}

function expectedOf({ bucket, selection, selected }: Truth) {
  const inPlace = bucket.uploads.filter((upload) => selection.isInPlace(upload));
  const keptYoung = inPlace.filter((upload) => selection.isYoung(upload)).length;
  return { selected: selected.length, keptYoung, keptActive: inPlace.length - keptYoung - selected.length };
}
