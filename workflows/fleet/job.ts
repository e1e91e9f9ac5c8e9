import { type ChildWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { checkState } from '../cleanup/request.ts';
import type { cleanupMultipartUploads } from '../cleanup/workflow.ts';
import type { FleetInput, FleetReport, FleetResume, FleetStatus } from './contract.ts';
import { checkFleet, type FleetRequest } from './request.ts';

const LATEST_AT_MOST = 20;

/** A cleanup of many buckets in progress. `state` is what survives continue-as-new. */
export interface Fleet {
  readonly input: FleetInput;
  readonly request: FleetRequest;
  readonly state: FleetResume;
  phase: FleetStatus['phase'];
  /** Buckets that nobody works on yet. */
  waiting: string[];
  /** Buckets that this run has taken on. */
  taken: number;
  /** The children at work, by bucket. */
  readonly children: Map<string, ChildWorkflowHandle<typeof cleanupMultipartUploads>>;
}

/** Begins a job, or takes it up where the run before left it. Throws InvalidInput. */
export function openFleet(input: FleetInput): Fleet {
  const { runStartTime } = workflowInfo();
  const first = firstState(checkFleet(input, runStartTime), runStartTime);
  const state = input.resume === undefined ? first : checkState(input.resume, first);
  const request = checkFleet(input, new Date(state.startedAt));
  return { input, request, state, phase: 'cleaning', waiting: [...request.buckets], taken: 0, children: new Map() };
}

/** Input of the next run: the buckets are chosen from now on; the cut-off still counts from the start of the first. */
export function nextInput({ input, state, waiting }: Fleet): FleetInput {
  const { match: _, ...rest } = input;
  return { ...rest, buckets: waiting, resume: { ...state, run: state.run + 1 } };
}

function firstState({ buckets, match, limits }: FleetRequest, startedAt: Date): FleetResume {
  const { concurrency, requestsPerSecond = null } = limits;
  return {
    startedAt: startedAt.toISOString(),
    run: 1,
    match: match ?? null,
    buckets: { total: buckets.length, clean: 0, uploadsRemain: 0, alreadyRunning: 0, failed: 0 },
    uploads: { listed: 0, selected: 0, gone: 0, reaborted: 0, keptYoung: 0, keptActive: 0, alreadyGone: 0 },
    measured: { parts: 0, bytes: 0 },
    requests: { list: 0, abort: 0, listParts: 0, throttled: 0 },
    rows: [],
    rowsLeftOut: 0,
    limits: { concurrency, requestsPerSecond },
    paused: false,
  };
}

export function statusOf({ phase, state, children }: Fleet): FleetStatus {
  const { paused, run, buckets, rows, uploads, limits, requests, startedAt } = state;
  const { total, clean, uploadsRemain, alreadyRunning, failed } = buckets;
  const waiting = total - clean - uploadsRemain - alreadyRunning - failed - children.size;
  return {
    phase,
    paused,
    run,
    buckets: { ...buckets, waiting },
    running: [...children.keys()].sort(),
    latest: rows.slice(-LATEST_AT_MOST),
    uploads,
    limits,
    requests,
    startedAt,
  };
}

export function reportOf({ request, state }: Fleet): FleetReport {
  const { match, startedAt, run, buckets, uploads, measured, requests, rows, rowsLeftOut, notListed } = state;
  return {
    outcome: outcomeOf(state, request.dryRun),
    match,
    selection: { initiatedBefore: request.initiatedBefore ?? null },
    startedAt,
    finishedAt: new Date().toISOString(),
    runs: run,
    buckets,
    uploads,
    measured: request.measure ? measured : null,
    requests,
    rows: [...rows].sort((a, b) => (a.bucket < b.bucket ? -1 : 1)),
    rowsLeftOut,
    ...(notListed && { notListed }),
  };
}

function outcomeOf({ buckets }: FleetResume, dryRun: boolean): FleetReport['outcome'] {
  if (buckets.uploadsRemain > 0) return 'uploads-remain';
  if (buckets.failed + buckets.alreadyRunning > 0) return 'failed';
  return dryRun ? 'dry-run' : 'clean';
}
