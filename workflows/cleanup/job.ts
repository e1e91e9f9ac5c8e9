import { condition, workflowInfo } from '@temporalio/workflow';
import type { Limits } from '../../activities/contract.ts';
import { addTo, noRequests } from '../../domain/counts.ts';
import { PAGE_SIZE } from '../../domain/pages.ts';
import type { KeyRange } from '../../domain/upload.ts';
import { RANGE_WORKFLOW } from '../../domain/workflow-types.ts';
import { continueInNewRun } from '../durable/continue-as-new.ts';
import type { JobEnd } from '../durable/failures.ts';
import { isFalseAlarm, type SecondLook } from '../durable/gone.ts';
import { yourTurnSignal } from '../durable/messages.ts';
import { HISTORY_BYTES_BEFORE_DRAINING } from '../durable/policies.ts';
import { Turn } from '../durable/rate/turn.ts';
import { Turns } from '../durable/rate/turns.ts';
import { resumed, startOf } from '../durable/resume.ts';
import { inForce, openSteering, type Steering } from '../durable/steering.ts';
import { ridesOut } from '../durable/trouble/outage.ts';
import { Parent } from '../durable/trouble/parent.ts';
import type { CleanupInput, ListingState, Phase, Resume } from './contract.ts';
import { clockStoodStill } from './give-up.ts';
import { type CleanupRequest, checkCleanup } from './request.ts';
import { type Naming, spellsOutAfter } from './uploads/listed.ts';

/** A cleanup in progress. `state` is what survives continue-as-new; the rest belongs to this run. */
export interface Job extends Naming {
  readonly input: CleanupInput;
  readonly request: CleanupRequest;
  readonly state: Resume;
  readonly steering: Steering;
  phase: Phase;
  /** End of the present wait; null where there is none. */
  waitsUntil: string | null;
  end: JobEnd | null;
  /** Selected uploads that no ListParts has judged since their last abort. */
  inHand: number;
  /** Uploads taken from the listing by this run. */
  takenByThisRun: number;
  readonly workflowId: string;
  /** What the children at work clean, by their names in `steering.children`. */
  readonly ranges: Map<string, RangeAtWork>;
  /** Which of them may ask S3, in a job that holds to a rate. */
  readonly turns: Turns;
}

export interface RangeAtWork extends KeyRange {
  /** About how many selected uploads it holds. */
  uploads?: number;
}

/** Begins a job, or takes it up where the run before left it. Throws InvalidInput. */
export function openJob(input: CleanupInput, show: (job: Job) => void): Job {
  const { workflowId, workflowType, parent, runStartTime } = workflowInfo();
  const startedAt = startOf(input, runStartTime);
  const request = checkCleanup(input, startedAt);
  const state = resumed(input.resume, firstState(request.limits, startedAt));
  const turns = new Turns(
    () => turnsAtMost(state),
    (range, share) => void giveTurn(job, range, share),
  );
  const isRange = workflowType === RANGE_WORKFLOW && parent !== undefined;
  const job: Job = {
    input,
    request,
    state,
    steering: openSteering(state, () => show(job), {
      doubts: async (error, inARow) =>
        spellsOutAfter(job, error) ||
        (!isFirstContact(job) && ridesOut(job.steering, error)) ||
        (await isFalseAlarm(error, inARow, secondLook(job))),
      afterPause: (milliseconds) => clockStoodStill(job, milliseconds),
      turn: isRange ? new Turn(state, workflowId, parent.workflowId) : undefined,
      parent: parentOf(input, state),
    }),
    phase: 'cleaning',
    waitsUntil: null,
    end: null,
    inHand: 0,
    takenByThisRun: 0,
    spellsOut: false,
    workflowId,
    ranges: new Map(),
    turns,
  };
  return job;
}

/** Who is told of trouble: the parent of a range, and any other job of this package, which alone gives a first run a state. */
function parentOf({ resume }: CleanupInput, state: Resume): Parent | undefined {
  const { workflowId, workflowType, parent } = workflowInfo();
  if (!parent) return undefined;
  const isRange = workflowType === RANGE_WORKFLOW;
  if (!isRange && resume?.run === 1) state.isChild = true;
  return isRange || state.isChild ? new Parent(parent.workflowId, workflowId) : undefined;
}

/** In a turn, a page takes a second or more, so a range of 7,000 uploads takes seven. To hand its turn over takes 0.4 s. */
function turnsAtMost({ limits }: Resume): number {
  return Math.max(1, Math.ceil((limits.requestsPerSecond ?? 0) / PAGE_SIZE));
}

/** Tells a range that it has its turn. One that is being started is told once it is there; one that has ended needs none. */
export async function giveTurn({ steering, turns }: Job, range: string, share: number): Promise<void> {
  const child = () => [...steering.children.values()].find(({ workflowId }) => workflowId === range);
  await condition(() => child() !== undefined || turns.shareOf(range) === undefined);
  await child()
    ?.signal(yourTurnSignal, share)
    .catch(() => {});
}

/** One answer is not believed for a final statement: the bucket is asked for again, a quiet period later. */
function secondLook({ input, request, state, steering }: Job): SecondLook {
  // It may be a mistyped name, which is told at once.
  const mayBeMistyped = isFirstContact({ input, state });
  return {
    target: request.target,
    steering,
    waitMs: mayBeMistyped ? 0 : request.quietPeriod,
    // A listing that is counted means that S3 has shown the bucket.
    count: (requests) => state.requests.list > 0 && addTo(state.requests, requests),
  };
}

/**
 * True before S3 has answered this job. It is tried a few times only, so that a wrong endpoint is told at once. A child has a
 * state from the start: its parent has reached S3, so it rides an outage out.
 */
export function isFirstContact({ input, state }: Pick<Job, 'input' | 'state'>): boolean {
  return input.resume === undefined && state.requests.list === 0;
}

/** Hands the job to a new run when the history of this one has grown long. */
export async function continueAsNewIfLong(job: Job): Promise<void> {
  if (isLong(job)) await continueInNewRun(nextInput(job));
}

/** True when no more uploads should be taken on: what is in hand still has to be verified in this run. */
export function isLong({ takenByThisRun, request }: Pick<Job, 'takenByThisRun' | 'request'>): boolean {
  const { historySize, continueAsNewSuggested } = workflowInfo();
  return (
    continueAsNewSuggested || historySize > HISTORY_BYTES_BEFORE_DRAINING || takenByThisRun >= request.uploadsPerRun
  );
}

/** Input of the next run: the cut-off is absolute from now on. */
export function nextInput({ input, request, state }: Pick<Job, 'input' | 'request' | 'state'>): CleanupInput {
  const { initiatedBefore } = request;
  return {
    ...input,
    select: initiatedBefore === undefined ? { all: true } : { initiatedBefore },
    resume: { ...state, run: state.run + 1 },
  };
}

export function firstState(limits: Limits, startedAt: Date): Resume {
  return {
    startedAt: startedAt.toISOString(),
    run: 1,
    pass: 0,
    passing: false,
    cleanPasses: 0,
    listing: nothingListed(),
    account: { selected: 0, gone: 0, unproven: 0, reaborted: 0, alreadyGone: 0 },
    remaining: [],
    unnamed: { byReason: {}, hashes: [] },
    counted: [],
    skippedKeys: [],
    reaborted: [],
    ranges: 0,
    round: 0,
    givesUpAt: null,
    byPrefix: [],
    freedBytes: 0,
    initiators: [],
    requests: noRequests(),
    limits: inForce(limits),
    paused: false,
  };
}

export function nothingListed(unnamedBefore = 0): ListingState {
  return {
    ended: false,
    isUntouched: true,
    keyPlace: { keptYoung: 0, keptActive: 0 },
    found: 0,
    keptYoung: 0,
    keptActive: 0,
    notLookedInto: {},
    rounds: 0,
    standstills: 0,
    refusals: 0,
    hasGaps: false,
    unnamedBefore,
    foundAgain: 0,
    again: [],
  };
}
