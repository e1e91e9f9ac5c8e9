import { startChild } from '@temporalio/workflow';
import type { UploadPage } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { rangeId } from '../../domain/job-id.ts';
import { present } from '../../domain/present.ts';
import type { KeyRange } from '../../domain/upload.ts';
import { RANGE_WORKFLOW } from '../../domain/workflow-types.ts';
import { activities } from '../durable/activities.ts';
import { UPLOADS_IN_A_RANGE } from '../durable/policies.ts';
import { isListedBeside, rateOnly, type Share } from '../durable/rate/parts.ts';
import type { TurnState } from '../durable/rate/turn.ts';
import { answerOf, catchUp, type Steering, stateToTell } from '../durable/steering.ts';
import { Window } from '../durable/window.ts';
import { addPart, ofPart } from '../record/record.ts';
import { noteAnswer } from './account/answers.ts';
import { unhashedBefore } from './account/known.ts';
import { absorbed, handedOver } from './account/ranges.ts';
import type { AbortedUpload, CleanupInput, Resume } from './contract.ts';
import { isAllDenied, refuseWhereAllIsDenied } from './failures.ts';
import { clockGoesOn } from './give-up.ts';
import { firstState, isLong, type Job, nextInput, type RangeAtWork } from './job.ts';
import { listingPolicy, placeIn, selectionOf } from './listing.ts';

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
interface NextRange extends RangeAtWork {
  isLast: boolean;
}

/** The first range of a listing that is too long for one run; undefined where it is not, as one with a single page. */
export async function firstOfSeveral(job: Job, page: UploadPage): Promise<NextRange | undefined> {
  // S3 that answers with everything at once would be surveyed in vain.
  if (!page.next || page.next.unpaged) return undefined;
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
  if (ended >= job.request.parallelism && isAllDenied(job)) refuseWhereAllIsDenied(job);
}

function shareOut(job: Job, window: Window, { isLast, ...range }: NextRange): void {
  const { listing } = job.state;
  if (isLast) listing.ended = true;
  else if (range.through !== undefined) listing.marker = { key: range.through };
  if (job.state.pass === 1) clockGoesOn(job);
  job.state.ranges += 1;
  const name = `range-${job.state.ranges}`;
  window.add(() => cleanRange(job, range, name));
}

/** The keys after those shared out so far, up to where enough uploads are found. */
async function nextRange(job: Job): Promise<NextRange> {
  const { target, range, uploadsPerRun } = job.request;
  const after = job.state.listing.marker?.key ?? range.after;
  const from = after === undefined ? undefined : { key: after };
  const wanted = Math.min(uploadsPerRun, UPLOADS_IN_A_RANGE);
  const survey = { target, ...selectionOf(job.request), ...present({ marker: from }), uploads: wanted };
  const answer = await withTurn(job, (share) =>
    answerOf(
      job.steering,
      (limits) => {
        const { surveyUploads } = activities(listingPolicy(job, limits), `survey${placeIn(from)}`);
        return surveyUploads({ ...survey, ...rateOnly(limits) });
      },
      share,
    ),
  );
  noteAnswer(job, answer);
  const { through, uploads } = answer;
  return { ...present({ after, through: through ?? range.through, uploads }), isLast: through === undefined };
}

/**
 * Where no range has its turn, the job has one. A range that wants its own meanwhile waits for it, so the rate is used once. Of a high
 * rate, the little that goes beside it is enough.
 */
async function withTurn<Answer>(job: Job, ask: (share: Share) => Promise<Answer>): Promise<Answer> {
  const { turns, workflowId, state } = job;
  if (turns.areTaken || isListedBeside(state.limits)) return await ask('beside');
  turns.want(workflowId);
  try {
    return await ask('listing');
  } finally {
    turns.over(workflowId);
  }
}

async function cleanRange(job: Job, range: RangeAtWork, name: string): Promise<void> {
  const { children } = job.steering;
  const workflowId = rangeId(job.workflowId, name);
  const taken = handedOver(job, range);
  const told = { ...stateToTell(job.steering), ...turnOf(job, workflowId) };
  try {
    const child = await startChild<(input: CleanupInput) => Promise<Resume>>(RANGE_WORKFLOW, {
      args: [childInput(job, { ...range, name }, taken, told)],
      workflowId,
      staticSummary: summaryOf(range).slice(0, 200),
    });
    children.set(name, child);
    job.ranges.set(name, range);
    job.steering.show();
    await catchUp(job.steering, child, told);
    const result = await child.result();
    absorbed(job, result);
    addPart(job.state.record, result.record);
  } finally {
    job.turns.over(workflowId);
    children.delete(name);
    job.ranges.delete(name);
    job.steering.show();
  }
}

/** What a range is told of its turn, in a job that holds to a rate. It asks S3 first thing, so it need not ask for its turn. */
function turnOf({ turns, state }: Job, workflowId: string): Pick<TurnState, 'turn'> {
  return state.limits.requestsPerSecond === null ? {} : { turn: turns.want(workflowId) ?? false };
}

function summaryOf({ after, through }: KeyRange): string {
  return after === undefined ? `keys through ${through}` : `keys after ${after}`;
}

/** A range is part of the pass of its parent: the same cut-offs, limits and deadline. */
function childInput(
  job: Job,
  { after, through, name }: KeyRange & { name: string },
  remaining: AbortedUpload[],
  told: Steering['state'] & Pick<TurnState, 'turn'>,
): CleanupInput {
  const { startedAt, pass, counted, reaborted, skippedKeys, givesUpAt, unnamed, record } = job.state;
  const fresh = firstState(job.request.limits, new Date(startedAt));
  const account = { ...fresh.account, selected: remaining.length };
  const above = present({ unnamedAbove: unnamed.hashes, unhashedAbove: unhashedBefore(job.state) || undefined });
  const known = { counted, inherited: counted.length, ...above, reaborted, skippedKeys };
  // It is another pass of the same keys to the range, too.
  const listing = { ...fresh.listing, ...present({ keptCompleted: job.state.listing.keptBefore }) };
  const resume: Resume = { ...fresh, ...told, ...known, account, listing, pass: pass - 1, givesUpAt, remaining };
  if (record) resume.record = ofPart(record, name);
  // Its parent speaks for it.
  const silent = job.request.searchAttributes ? { searchAttributes: false } : {};
  return { ...nextInput(job), ...silent, range: present({ after, through }), resume };
}
