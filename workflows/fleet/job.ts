import { workflowInfo } from '@temporalio/workflow';
import { noRequests, noUploads } from '../../domain/counts.ts';
import { resumed, startOf } from '../durable/resume.ts';
import { inForce, openSteering, type Steering } from '../durable/steering.ts';
import type { FleetInput, FleetResume, FleetStatus } from './contract.ts';
import { inOrder, type Place, placesOf, waitingOf } from './place.ts';
import { checkFleet, type FleetRequest } from './request.ts';

/** A cleanup of many buckets in progress. `state` is what survives continue-as-new. */
export interface Fleet {
  readonly input: FleetInput;
  readonly request: FleetRequest;
  readonly state: FleetResume;
  /** Its children are the buckets at work, by what a status calls them. */
  readonly steering: Steering;
  phase: FleetStatus['phase'];
  /** Buckets that nobody works on yet. */
  waiting: Place[];
  /** Buckets that this run has taken on. */
  takenByThisRun: number;
}

/** Begins a job, or takes it up where the run before left it. Throws InvalidInput. */
export function openFleet(input: FleetInput, show: (fleet: Fleet) => void): Fleet {
  const startedAt = startOf(input, workflowInfo().runStartTime);
  const request = checkFleet(input, startedAt);
  const state = resumed(input.resume, firstState(request, startedAt));
  const fleet: Fleet = {
    input,
    request,
    state,
    steering: openSteering(state, () => show(fleet)),
    phase: 'cleaning',
    waiting: state.waiting ? placesOf(state.waiting) : named(request),
    takenByThisRun: 0,
  };
  return fleet;
}

/** Input of the next run. The buckets are chosen by now. The cut-off still counts from the start of the first run. */
export function nextInput({ input, state, waiting }: Fleet): FleetInput {
  const { match: _, buckets: __, ...rest } = input;
  return { ...rest, resume: { ...state, waiting: waitingOf(waiting), run: state.run + 1 } };
}

function named({ buckets, connections: [connection = ''] }: FleetRequest): Place[] {
  return inOrder(buckets.map((bucket) => ({ connection, bucket, apart: false })));
}

function firstState({ buckets, match, limits }: FleetRequest, startedAt: Date): FleetResume {
  const { keptCompleted: _, ...uploads } = noUploads();
  return {
    startedAt: startedAt.toISOString(),
    run: 1,
    match: match ?? null,
    buckets: { total: buckets.length, clean: 0, uploadsRemain: 0, alreadyRunning: 0, failed: 0 },
    uploads,
    measured: { parts: 0, bytes: 0 },
    requests: noRequests(),
    rows: [],
    rowsLeftOut: 0,
    limits: inForce(limits),
    paused: false,
  };
}
