import { type CancellationScope, type ChildWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { measuredOf } from '../../domain/measures.ts';
import type { JobEnd } from '../durable/details-parts.ts';
import type { CleanupInput, CleanupReport, CleanupStatus, Phase, Resume, UploadCounts } from './contract.ts';
import type { cleanKeyRange } from './key-range.ts';
import { type CleanupRequest, checkCleanup, checkState } from './request.ts';

/** A cleanup in progress. `state` is what survives continue-as-new; the rest belongs to this run. */
export interface Job {
  readonly input: CleanupInput;
  readonly request: CleanupRequest;
  readonly state: Resume;
  phase: Phase;
  /** End of the present wait, in milliseconds since the epoch. */
  waitsUntil: number | null;
  /** How the run ended, in a word or two, and what the failure said. */
  end: JobEnd | null;
  /** Uploads taken from the listing or from `state.remaining` and not yet verified. */
  inHand: number;
  /** Uploads taken from the listing by this run. */
  taken: number;
  readonly workflowId: string;
  /** The children at work, by name. */
  readonly children: Map<string, RangeAtWork>;
  /** The activities under way that a change of steering interrupts. */
  readonly underWay: Set<CancellationScope>;
}

/** The keys after `after`, up to and including `through`, and about how many selected uploads they hold. */
export interface KeyRange {
  /** Absent: from the first key on. */
  after?: string;
  /** Absent: to the last. */
  through?: string;
  uploads?: number;
}

export interface RangeAtWork {
  handle: ChildWorkflowHandle<typeof cleanKeyRange>;
  range: KeyRange;
}

/** Begins a job, or takes it up where the run before left it. Throws InvalidInput. */
export function openJob(input: CleanupInput): Job {
  const { workflowId, runStartTime } = workflowInfo();
  const first = firstState(checkCleanup(input, runStartTime), runStartTime);
  const state = input.resume === undefined ? first : checkState(input.resume, first);
  const request = checkCleanup(input, new Date(state.startedAt));
  const now = { phase: 'cleaning', waitsUntil: null, end: null, inHand: 0, taken: 0 } as const;
  return { input, request, state, ...now, workflowId, children: new Map(), underWay: new Set() };
}

/** Input of the next run: the cut-off is absolute from now on. */
export function nextInput({ input, request, state }: Job): CleanupInput {
  const { initiatedBefore } = request;
  return {
    ...input,
    select: initiatedBefore === undefined ? { all: true } : { initiatedBefore },
    resume: { ...state, run: state.run + 1 },
  };
}

export function firstState(request: CleanupRequest, startedAt: Date): Resume {
  const { concurrency, requestsPerSecond } = request.limits;
  return {
    startedAt: startedAt.toISOString(),
    run: 1,
    pass: 0,
    passing: false,
    cleanPasses: 0,
    listing: { ended: false, found: 0, keptYoung: 0, keptActive: 0, rounds: 0, lostPlaces: 0 },
    selected: 0,
    reaborted: 0,
    alreadyGone: 0,
    arrivals: [],
    ranges: 0,
    remaining: [],
    overflow: {},
    unproven: 0,
    round: 0,
    givesUpAt: null,
    byPrefix: [],
    initiators: [],
    requests: { list: 0, abort: 0, listParts: 0, throttled: 0 },
    limits: { concurrency, requestsPerSecond: requestsPerSecond ?? null },
    paused: false,
  };
}

export function statusOf(job: Job): CleanupStatus {
  const { state } = job;
  const uploads = countUploads(job);
  const seconds = (Date.now() - Date.parse(state.startedAt)) / 1_000;
  const ranges = Array.from(job.children.values(), ({ range }) => range.uploads ?? 0);
  return {
    phase: job.phase,
    paused: state.paused,
    pass: state.pass,
    run: state.run,
    uploads,
    remaining: remainingByReason(job),
    pace: seconds > 0 ? Math.round((uploads.gone / seconds) * 10) / 10 : 0,
    ranges: ranges.length,
    ...(ranges.length > 0 && { inRanges: sum(ranges), children: childIds(job) }),
    allListed: state.listing.ended,
    ...(job.request.dryRun && { dryRun: true }),
    waitsUntil: job.waitsUntil === null ? null : new Date(job.waitsUntil).toISOString(),
    givesUpAt: state.givesUpAt,
    limits: state.limits,
    requests: state.requests,
    startedAt: state.startedAt,
  };
}

function childIds({ children }: Job): string[] {
  return Array.from(children.values(), ({ handle }) => handle.workflowId);
}

export function reportOf<Outcome>(job: Job, outcome: Outcome): Omit<CleanupReport, 'outcome'> & { outcome: Outcome } {
  const { request, state } = job;
  return {
    bucket: request.target.bucket,
    prefix: request.prefix ?? null,
    outcome,
    selection: { initiatedBefore: request.initiatedBefore ?? null, activeSince: request.activeSince ?? null },
    startedAt: state.startedAt,
    finishedAt: new Date().toISOString(),
    passes: state.pass,
    runs: state.run,
    uploads: countUploads(job),
    measured: request.measure ? measuredOf(state.byPrefix) : null,
    initiators: state.initiators,
    requests: state.requests,
    ...(state.tally && { dryRun: state.tally }),
  };
}

/** Uploads seen to remain at their last verification, by reason. */
export function remainingByReason({ state }: Job): Record<string, number> {
  const counts = { ...state.overflow };
  for (const { reason } of state.remaining) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

export function countUploads(job: Job): UploadCounts {
  const { selected, reaborted, alreadyGone, listing } = job.state;
  const { keptYoung, keptActive } = listing;
  const remaining = sum(Object.values(remainingByReason(job)));
  const gone = job.request.dryRun ? 0 : Math.max(0, selected - remaining - job.inHand);
  return { listed: selected + keptYoung + keptActive, selected, gone, reaborted, keptYoung, keptActive, alreadyGone };
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
