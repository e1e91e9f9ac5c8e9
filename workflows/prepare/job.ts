import { type ExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { BucketInspection, RefusedObject } from '../../activities/bucket/contract.ts';
import type { InitiatorCount, PrefixMeasure, RequestCounts } from '../../activities/contract.ts';
import { addTo } from '../../domain/counts.ts';
import { measuredOf, mergeInitiators, mergeMeasures } from '../../domain/measures.ts';
import type { CleanupReport, LimitsInForce, UploadCounts } from '../cleanup/contract.ts';
import type { JobEnd } from '../durable/details-parts.ts';
import type {
  EmptyReport,
  ObjectCounts,
  PrepareInput,
  PreparePhase,
  PrepareReport,
  PrepareRequest,
  PrepareStatus,
} from './contract.ts';
import { checkPrepare } from './request.ts';

/** A preparation in progress: counts only, however large the bucket, so that it needs no further run. */
export interface Preparation {
  readonly request: PrepareRequest;
  readonly startedAt: Date;
  /** What steers it, and every child it starts. */
  readonly state: { paused: boolean; limits: LimitsInForce };
  phase: PreparePhase;
  /** End of the present wait, in milliseconds since the epoch. */
  waitsUntil: number | null;
  rounds: number;
  child: Pick<ExternalWorkflowHandle, 'workflowId' | 'signal'> | null;
  inspected: BucketInspection | null;
  newUploadsBlocked: boolean;
  deleted: boolean;
  /** How it ended; null while it runs. */
  end: JobEnd | null;
  readonly uploads: UploadCounts;
  byPrefix: PrefixMeasure[];
  readonly objects: ObjectCounts;
  /** Of the last emptying: what is still there. */
  refused: Record<string, number>;
  named: RefusedObject[];
  initiators: InitiatorCount[];
  readonly requests: RequestCounts;
}

/** Throws InvalidInput. */
export function openPreparation(input: PrepareInput): Preparation {
  const startedAt = workflowInfo().runStartTime;
  const request = checkPrepare(input, startedAt);
  const { concurrency, requestsPerSecond = null } = request.limits;
  return {
    request,
    startedAt,
    state: { paused: false, limits: { concurrency, requestsPerSecond } },
    phase: 'inspecting',
    waitsUntil: null,
    rounds: 0,
    child: null,
    inspected: null,
    newUploadsBlocked: false,
    deleted: false,
    end: null,
    uploads: { listed: 0, selected: 0, gone: 0, reaborted: 0, keptYoung: 0, keptActive: 0, alreadyGone: 0 },
    byPrefix: [],
    objects: { versions: 0, deleteMarkers: 0 },
    refused: {},
    named: [],
    initiators: [],
    requests: { list: 0, abort: 0, listParts: 0, throttled: 0, deleteObjects: 0, bucket: 0 },
  };
}

export function addCleanup(job: Preparation, { uploads, measured, initiators, requests }: CleanupReport): void {
  addTo(job.uploads, uploads);
  if (measured) job.byPrefix = mergeMeasures(job.byPrefix, measured.byPrefix);
  addTo(job.requests, requests);
  job.initiators = mergeInitiators(job.initiators, initiators);
}

export function addEmptying(
  job: Preparation,
  { versions, deleteMarkers, refused, named, requests }: EmptyReport,
): void {
  addTo(job.objects, { versions, deleteMarkers });
  addTo(job.requests, requests);
  job.refused = refused;
  job.named = named;
}

export function reportOf<Ready extends boolean>(
  job: Preparation,
  ready: Ready,
): Omit<PrepareReport, 'ready'> & { ready: Ready } {
  const { request, deleted, inspected, newUploadsBlocked, startedAt, rounds, uploads, initiators, requests } = job;
  return {
    bucket: request.target.bucket,
    ready,
    deleted,
    inspected,
    newUploadsBlocked: newUploadsBlocked && !deleted,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    rounds,
    uploads,
    measured: request.measure ? measuredOf(job.byPrefix) : null,
    objects: request.emptyObjects ? job.objects : null,
    initiators,
    requests,
  };
}

export function statusOf(job: Preparation): PrepareStatus {
  const { request, state, phase, rounds, uploads, child, newUploadsBlocked, deleted, requests } = job;
  return {
    phase,
    paused: state.paused,
    pass: 0,
    run: 1,
    round: rounds,
    uploads,
    objects: request.emptyObjects ? job.objects : null,
    remaining: {},
    pace: 0,
    ranges: 0,
    waitsUntil: job.waitsUntil === null ? null : new Date(job.waitsUntil).toISOString(),
    givesUpAt: null,
    child: child?.workflowId ?? null,
    newUploadsBlocked,
    deleted,
    limits: state.limits,
    requests,
    startedAt: job.startedAt.toISOString(),
  };
}
