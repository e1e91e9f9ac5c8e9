import { sum, type UploadCounts } from '../../../domain/counts.ts';
import type { Execution } from '../runtime/execution.ts';
import { looksCompleted, type ModelUpload } from '../s3/bucket.ts';
import { type Broken, brokenOf } from './broken.ts';
import { detailsOf, endOf, nameOf, reportOf, type Truth } from './truth.ts';

/** What must hold of a job that has ended. */
export function brokenByEnd(job: Execution, truth: Truth): Broken[] {
  const end = endOf(job);
  return brokenOf(
    wronglyGone(end, truth),
    end === 'clean' && notClean(truth),
    wronglyFailed(end, truth, job),
    ...wronglyCounted(job, end, truth),
    wronglyAsked(job, truth),
    wronglyMeasured(job, end, truth),
  );
}

function wronglyGone(end: string, { bucket, scenario }: Truth): Broken | undefined {
  // A job asks twice more. Who says it three times is believed.
  if (scenario.faults.filter(({ kind }) => kind === 'NoSuchBucket once').length > 2) return undefined;
  if (!bucket.exists || (end !== 'bucket-gone' && end !== 'NoSuchBucket')) return undefined;
  return { rule: 'FinalStatements', message: `${end} is said of a bucket that is there` };
}

/** A listing of the whole bucket, in the time that counts, would have shown what was there all that time. */
function notClean(truth: Truth): Broken | undefined {
  const { lastAct, quietPeriod, hasListedSince, selected } = truth;
  // Nor is the job to know then that it has aborted anything.
  const hasForgotten = isForgetful(truth) && truth.scenario.input.idleFor !== undefined;
  if (!hasListedSince && !hasForgotten)
    return { rule: 'Clean', message: 'no listing a quiet period after the last abort or verification' };
  // A crash may hide that an abort was accepted. What has got a part since then is taken for somebody's.
  const isKept = (upload: ModelUpload) =>
    isForgetful(truth) && truth.selection.isActive({ ...upload, firstAccepted: undefined });
  const left = selected.filter((upload) => upload.exists && upload.since <= lastAct + quietPeriod && !isKept(upload));
  return left.length === 0 ? undefined : { rule: 'Clean', message: `left ${left.map(nameOf).join(', ')}` };
}

/** An activity that ended without an answer may have had an abort accepted that nobody knows of. */
function isForgetful(truth: Truth): boolean {
  return truth.hasFault('crash', 'heartbeats lost', 'outage', 'NoSuchBucket once');
}

const UNWALKABLE = new Set(['ignored', 'all refused', 'upload ID ignored', 'no next upload ID', 'key included']);

/** A directory bucket that refuses old tokens is listed from the beginning, time and again: that is no way where nothing is proven. */
function isWalkable({ store, faults }: Truth['scenario']): boolean {
  const isUnproven = faults.some(({ kind }) => kind === 'denied');
  return !UNWALKABLE.has(store.markers ?? '') && !(store.isDirectory && store.goneMarkers && isUnproven);
}

function wronglyFailed(end: string, truth: Truth, job: Execution): Broken | undefined {
  const why = end === 'AccessDenied' ? whyNotDenied(truth, job) : whyNoEnd(end, truth);
  return why === undefined ? undefined : { rule: 'Ends', message: `${end}, although ${why}` };
}

/** Why a job of this scenario may not end in this way. */
function whyNoEnd(end: string, truth: Truth): string | undefined {
  const { scenario } = truth;
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
      return wronglyGone(end, truth)?.message;
    case 'S3Unavailable':
      // Of a bucket that is gone, a job that may not list it learns nothing.
      if (truth.hasFault('bucket deleted') && truth.hasFault('denied')) return undefined;
      if (!truth.hasFault('outage', 'throttling')) return 'S3 was well';
      // Where nothing could be measured, a dry run has nothing to say.
      return truth.hasListed && !scenario.input.dryRun
        ? 'S3 had answered before, and was away for a short time only'
        : undefined;
    case 'Unsupported':
      return isWalkable(scenario) ? 'this S3 can be listed' : undefined;
    default:
      return 'nothing explains it';
  }
}

function whyNotDenied({ scenario, selected, proven }: Truth, { children }: Execution): string | undefined {
  const denied = scenario.faults.flatMap((fault) => (fault.kind === 'denied' ? [fault] : []));
  if (denied.length === 0) return 'nothing was denied';
  if (denied.some(({ operation, key }) => operation === 'list' || key === undefined)) return undefined;
  // A proof whose answer is lost, or dies with its worker, is told to nobody.
  const mayBeUnheard = scenario.faults.some(
    ({ kind, ...fault }) =>
      kind === 'crash' || kind === 'heartbeats lost' || ('how' in fault && fault.how === 'answer lost'),
  );
  const gone = [...proven].filter(({ exists }) => !exists).length;
  if (gone > 0 && !mayBeUnheard) return `${gone} uploads were proven gone`;
  // A key that cannot be listed to its end is not tried.
  if (UNWALKABLE.has(scenario.store.markers ?? '')) return undefined;
  // Where several ranges come to nothing but refusals, the others are not tried. What somebody initiates may come too late.
  // What looks completed is kept, and may get a part behind that look.
  const isTriable = ({ exists, serial }: ModelUpload) => {
    const seeded = scenario.uploads[serial - 1];
    return exists && seeded !== undefined && !seeded.completed && children.size === 0;
  };
  const mayBeTried = (upload: ModelUpload) => upload.wasTried || isTriable(upload);
  const allowed = selected.filter((upload) => mayBeTried(upload) && !denied.some(({ key }) => key === upload.key));
  return allowed.length === 0 ? undefined : `nothing was denied of ${allowed.map(nameOf).join(', ')}`;
}

function wronglyCounted(job: Execution, end: string, truth: Truth): Broken[] {
  if (!truth.isUndisturbed || (end !== 'clean' && end !== 'UploadsRemain' && end !== 'dry-run')) return [];
  const report = reportOf(job);
  if (!report) return [];
  const { unproven = 0, ...counts }: UploadCounts & { unproven?: number } = report.uploads;
  const expected = expectedOf(truth);
  const remaining = detailsOf(job)?.remaining ?? {};
  const remain = Object.values(remaining).reduce((sum, count) => sum + count, 0);
  const is = { ...counts, unproven, remain };
  const wrong = (message: string): Broken => ({
    rule: 'Counts',
    message: `${message}: ${JSON.stringify({ is, expected })}`,
  });
  // Nobody knows whether they are written, so either will do.
  const { scenario } = truth;
  const isDenied = scenario.faults.some((fault) => fault.kind === 'denied' && fault.operation === 'listParts');
  // Or S3 did not answer the question whether it looks completed until the job gave up.
  const isUnknown = isDenied || Object.keys(remaining).some((reason) => reason.startsWith('HeadObject'));
  const mayBeKept = scenario.input.idleFor !== undefined || (isUnknown && scenario.store.hasRemnants === true);
  const isSumOnly = (isUnknown || isForgetful(truth)) && mayBeKept;
  type Old = Pick<UploadCounts, 'selected' | 'keptActive' | 'keptCompleted'>;
  const isOld = (of: Old) => of.selected + of.keptActive + of.keptCompleted;
  // Of a key that cannot be listed to its end, more is counted nowhere.
  const isSkipped = UNWALKABLE.has(scenario.store.markers ?? '') || (scenario.store.goneMarkers && isUnknown);
  const isPartial = end === 'UploadsRemain' && isSkipped;
  // What was aborted unknown to the job, and may not be looked into then, is counted nowhere once it is gone.
  const isLost = isUnknown && isForgetful(truth) && scenario.input.idleFor !== undefined;
  const differs = (is: number, wanted: number) => (isPartial || isLost ? is > wanted : is !== wanted);
  // Or it did not answer the looks at so many: they count as selected, and remain.
  const isLookedAt = scenario.input.idleFor !== undefined || scenario.store.hasRemnants === true;
  const notSeen = isLookedAt
    ? sum(Object.entries(remaining).map(([why, of]) => (why.startsWith('ListParts') ? of : 0)))
    : 0;
  const isOff = (is: number, wanted: number) => !isSumOnly && differs(is, wanted) && Math.abs(is - wanted) > notSeen;
  return brokenOf(
    differs(isOld(counts), isOld(expected)) && wrong('selected, active and completed'),
    isOff(counts.selected, expected.selected) && wrong('selected'),
    differs(counts.keptYoung, expected.keptYoung) && wrong('keptYoung'),
    isOff(counts.keptActive, expected.keptActive) && wrong('keptActive'),
    isOff(counts.keptCompleted, expected.keptCompleted) && wrong('keptCompleted'),
    end === 'clean' && scenario.faults.length === 0 && counts.reaborted !== expected.reaborted && wrong('reaborted'),
    end === 'clean' && counts.gone + unproven !== counts.selected && wrong('gone'),
    end === 'UploadsRemain' && remain === 0 && wrong('remaining'),
    end === 'UploadsRemain' && counts.gone > truth.proven.size && wrong('proven'),
  );
}

/**
 * What is asked by a worker that crashes, or by an activity that is cancelled or fails, may be counted nowhere. A listing also fails
 * where S3 refuses a marker, or others write meanwhile.
 */
function wronglyAsked(job: Execution, { scenario, requests }: Truth): Broken | undefined {
  const report = reportOf(job);
  const { faults, steering, store } = scenario;
  const isUnwalkable = UNWALKABLE.has(store.markers ?? '') || store.goneMarkers !== undefined;
  if (!report || isUnwalkable || faults.length > 0 || steering.length > 0) return undefined;
  const { list, abort, listParts, headObject = 0 } = report.requests;
  const is = { list: Math.max(list, requests.list), abort, listParts, headObject };
  if (JSON.stringify(is) === JSON.stringify(requests)) return undefined;
  return { rule: 'Counts', message: `${JSON.stringify(report.requests)} of ${JSON.stringify(requests)}` };
}

/** What the selected uploads held before their first abort. */
function wronglyMeasured(job: Execution, end: string, truth: Truth): Broken | undefined {
  const { scenario, selected } = truth;
  const measured = reportOf(job)?.measured;
  const isWhole = end === 'clean' || end === 'dry-run';
  if (!measured || !isWhole || scenario.faults.length > 0 || !truth.isUndisturbed) return undefined;
  const parts = sum(selected.map(({ serial }) => scenario.uploads[serial - 1]?.parts.length ?? 0));
  return measured.parts === parts
    ? undefined
    : { rule: 'Counts', message: `measured ${measured.parts} of ${parts} parts` };
}

function expectedOf({ bucket, selection, selected }: Truth) {
  const inPlace = bucket.uploads.filter((upload) => selection.isInPlace(upload));
  const keptYoung = inPlace.filter((upload) => selection.isYoung(upload)).length;
  const reaborted = bucket.uploads.filter(({ accepted }) => accepted > 1).length;
  const isOld = (upload: ModelUpload) => !selection.isYoung(upload) && !selection.isActive(upload);
  const keptCompleted = inPlace.filter((upload) => isOld(upload) && looksCompleted(bucket, upload)).length;
  const keptActive = inPlace.length - keptYoung - keptCompleted - selected.length;
  return { selected: selected.length, keptYoung, keptActive, keptCompleted, reaborted };
}
