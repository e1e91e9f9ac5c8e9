import { patched, startChild } from '@temporalio/workflow';
import type { UploadPage } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { rangeId } from '../../domain/job-id.ts';
import { RANGE_WORKFLOW } from '../../domain/workflow-types.ts';
import { activities, countRequests } from '../durable/activities.ts';
import { isLong } from '../durable/continue-as-new.ts';
import { limitsSignal, pauseSignal, resumeSignal } from '../durable/messages.ts';
import { LISTING, UPLOADS_IN_A_RANGE } from '../durable/policies.ts';
import { answerOf } from '../durable/steering.ts';
import { Window } from '../durable/window.ts';
import type { CleanupInput, HeldUpload, Resume } from './contract.ts';
import { isAllDenied, refuseWhereAllIsDenied } from './failures.ts';
import { firstState, type Job, type KeyRange, nextInput, type RangeAtWork } from './job.ts';
import type { cleanKeyRange } from './key-range.ts';
import { addRange, takeInRange } from './ledger.ts';
import { show } from './shown/current-details.ts';

/** True where a run before this one stopped between two keys: a marker with an upload ID stands inside a key. */
export function canShareOut(job: Job): boolean {
  const { run, listing } = job.state;
  const isBetweenKeys = listing.marker !== undefined && listing.marker.uploadId === undefined;
  return run > 1 && isBetweenKeys && mayHaveRanges(job);
}

/** True where a listing begins that may turn out to be too long for one run. */
export function mayShareOutAtOnce(job: Job): boolean {
  return job.state.listing.marker === undefined && mayHaveRanges(job);
}

/** A directory bucket lists in no order and has no ranges. */
function mayHaveRanges({ request }: Job): boolean {
  return request.parallelism > 1 && !isDirectoryBucket(request.target.bucket);
}

/** A range still to be cleaned; no other comes behind the last. */
interface NextRange extends KeyRange {
  isLast: boolean;
}

/** The first range of a listing that is too long for one run; undefined where it is not, as one with a single page. */
export async function firstOfSeveral(job: Job, page: UploadPage): Promise<NextRange | undefined> {
  // S3 that answers with everything at once would be surveyed in vain. A patch is billed: no small job pays for this one.
  if (!page.next || page.next.unpaged || !patched('share-out-at-once')) return undefined;
  const range = await nextRange(job);
  return range.isLast ? undefined : range;
}

/**
 * Cuts the rest of the listing into ranges of keys and cleans several at once: while one settles, others work. When one
 * fails, so does the job, and Temporal terminates the others with it.
 */
export async function cleanInRanges(job: Job, first?: NextRange): Promise<void> {
  const window = new Window(job.request.parallelism, () => !job.state.paused);
  if (first) shareOut(job, window, first);
  while (!job.state.listing.ended && !window.hasFailed && !isLong(job)) {
    await window.hasRoom();
    refuseBetweenRanges(job, window);
    shareOut(job, window, await nextRange(job));
  }
  await Promise.race([window.finished(), window.failure()]);
}

/** Where as many ranges as work at once came to nothing but refusals, a permission is missing: the others are not tried. */
function refuseBetweenRanges(job: Job, window: Window): void {
  // A range that is still being started has no child yet, and has not ended.
  const ended = job.state.ranges - window.busy;
  if (ended < job.request.parallelism || !isAllDenied(job)) return;
  if (patched('refuse-between-ranges')) refuseWhereAllIsDenied(job);
}

function shareOut(job: Job, window: Window, { isLast, ...range }: NextRange): void {
  const { marker: _, ...listing } = job.state.listing;
  const marker = range.through === undefined ? {} : { marker: { key: range.through } };
  job.state.listing = isLast ? { ...listing, ended: true } : { ...listing, ...marker };
  job.state.ranges += 1;
  const name = `range-${job.state.ranges}`;
  window.add(() => cleanRange(job, range, name));
}

/** The keys after those shared out so far, up to where enough uploads are found. */
async function nextRange(job: Job): Promise<NextRange> {
  const { target, prefix, range, initiatedBefore, uploadsPerRun } = job.request;
  const after = job.state.listing.marker?.key ?? range.after;
  const { surveyUploads } = activities(
    LISTING,
    `survey${after === undefined ? '' : ` after ${[...after].slice(0, 40).join('')}`}`,
  );
  const survey = {
    target,
    ...(prefix === undefined ? {} : { prefix }),
    ...(range.through === undefined ? {} : { through: range.through }),
    ...(initiatedBefore === undefined ? {} : { initiatedBefore }),
    ...(after === undefined ? {} : { marker: { key: after } }),
    uploads: Math.min(uploadsPerRun, UPLOADS_IN_A_RANGE),
  };
  const { through, uploads, requests } = await answerOf(job, () => surveyUploads(survey));
  countRequests(job, requests);
  const end = through ?? range.through;
  return {
    ...(after === undefined ? {} : { after }),
    ...(end === undefined ? {} : { through: end }),
    ...(uploads === undefined ? {} : { uploads }),
    isLast: through === undefined,
  };
}

async function cleanRange(job: Job, range: KeyRange, name: string): Promise<void> {
  const held = takeInRange(job, range);
  const input = childInput(job, range, held);
  const handle = await startChild<typeof cleanKeyRange>(RANGE_WORKFLOW, {
    args: [input],
    workflowId: idOf(job.workflowId, name),
    staticSummary: summaryOf(range).slice(0, 200),
  });
  job.children.set(name, { handle, range });
  show(job);
  try {
    await catchUp(job, handle, input.resume);
    const counted = await handle.result();
    job.inHand -= held.length;
    addRange(job, counted);
  } finally {
    job.children.delete(name);
    show(job);
  }
}

function summaryOf({ after, through }: KeyRange): string {
  return after === undefined ? `keys through ${through}` : `keys after ${after}`;
}

/** Jobs that began before the patch double the slash of a prefix that ends in one. */
function idOf(parent: string, name: string): string {
  return parent.endsWith('/') && !patched('no-doubled-slash') ? `${parent}/${name}` : rangeId(parent, name);
}

/** Tells a child what changed while it was being started. One that ended already needs no telling. */
async function catchUp({ state }: Job, child: RangeAtWork['handle'], told: Resume): Promise<void> {
  const { paused, limits } = state;
  const isTuned = told.limits.concurrency !== limits.concurrency;
  const isPaced = told.limits.requestsPerSecond !== limits.requestsPerSecond;
  await Promise.allSettled([
    ...(told.paused === paused ? [] : [child.signal(paused ? pauseSignal : resumeSignal)]),
    ...(isTuned || isPaced ? [child.signal(limitsSignal, limits)] : []),
  ]);
}

/** A range is part of the pass of its parent: the same cut-offs, limits and deadline. */
function childInput(
  job: Job,
  { uploads: _, ...range }: KeyRange,
  remaining: HeldUpload[],
): CleanupInput & { resume: Resume } {
  const { startedAt, pass, arrivals, givesUpAt, limits, paused } = job.state;
  const fresh = firstState(job.request, new Date(startedAt));
  const resume: Resume = { ...fresh, pass: pass - 1, arrivals, givesUpAt, limits: { ...limits }, paused, remaining };
  // Its parent speaks for it.
  const silent = job.request.searchAttributes ? { searchAttributes: false } : {};
  return { ...nextInput(job), ...silent, range, resume };
}
