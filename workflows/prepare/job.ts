import { workflowInfo } from '@temporalio/workflow';
import type { BucketInspection, RefusedObject } from '../../activities/bucket/contract.ts';
import { addTo, noRequests, noUploads, type RequestCounts, type UploadCounts } from '../../domain/counts.ts';
import { type InitiatorCount, mergeInitiators, mergeMeasures, type PrefixMeasure } from '../../domain/measures.ts';
import { merged } from '../../domain/s3/dialect.ts';
import type { CleanupReport, RecordState, RemainingUpload } from '../cleanup/contract.ts';
import type { JobEnd } from '../durable/failures.ts';
import type { SecondLook } from '../durable/gone.ts';
import { inForce, openSteering, type Steering } from '../durable/steering.ts';
import type { EmptyReport } from '../empty/contract.ts';
import { addPart } from '../record/record.ts';
import type { ObjectCounts, PrepareInput, PreparePhase } from './contract.ts';
import { checkPrepare, type PrepareRequest } from './request.ts';

/** A preparation in progress: counts only, however large the bucket, so that it needs no further run. */
export interface Preparation {
  readonly input: PrepareInput;
  readonly request: PrepareRequest;
  readonly startedAt: Date;
  /** Its only child is the one at work, or the one that failed or was cancelled. */
  readonly steering: Steering;
  phase: PreparePhase;
  /** End of the present wait; null where there is none. */
  waitsUntil: string | null;
  rounds: number;
  inspected: BucketInspection | null;
  /** S3 answered so, while the bucket held an object. */
  mayBeDeleted: boolean;
  newUploadsBlocked: boolean;
  deleted: boolean;
  /** How it ended; null while it runs. */
  end: JobEnd | null;
  readonly uploads: UploadCounts;
  byPrefix: PrefixMeasure[];
  readonly objects: ObjectCounts;
  /** What the last emptying left, by reason. */
  refused: Record<string, number>;
  named: RefusedObject[];
  initiators: InitiatorCount[];
  readonly requests: RequestCounts;
  /** What this S3 did in another way than AWS. */
  dialect: string[];
  /** Absent: no record, or it is not begun. */
  record?: RecordState;
  /** Of the last round. */
  kept?: RemainingUpload[] | undefined;
}

/** Throws InvalidInput. */
export function openPreparation(input: PrepareInput, show: (job: Preparation) => void): Preparation {
  const startedAt = workflowInfo().runStartTime;
  const request = checkPrepare(input, startedAt);
  const job: Preparation = {
    input,
    request,
    startedAt,
    steering: openSteering({ paused: false, limits: inForce(request.limits) }, () => show(job)),
    phase: 'inspecting',
    waitsUntil: null,
    rounds: 0,
    inspected: null,
    mayBeDeleted: false,
    newUploadsBlocked: false,
    deleted: false,
    end: null,
    uploads: noUploads(),
    byPrefix: [],
    objects: { versions: 0, deleteMarkers: 0 },
    refused: {},
    named: [],
    initiators: [],
    requests: { ...noRequests(), deleteObjects: 0, bucket: 0 },
    dialect: [],
  };
  return job;
}

/** How to ask once more for the bucket, where S3 says that there is none. Before the first look it may be mistyped. */
export function secondLook({ request, inspected, requests, steering }: Preparation): SecondLook {
  const waitMs = inspected === null ? 0 : request.quietPeriod;
  return { target: request.target, steering, waitMs, count: (made) => addTo(requests, made) };
}

export function addCleanup(job: Preparation, report: CleanupReport): void {
  const { uploads, measured, initiators, requests } = report;
  // What a round kept, the next one lists once more.
  addTo(job.uploads, { listed: -job.uploads.keptCompleted, keptCompleted: -job.uploads.keptCompleted });
  addTo(job.uploads, uploads);
  job.kept = report.kept;
  addPart(job.record, report.record);
  if (measured) job.byPrefix = mergeMeasures(job.byPrefix, measured.byPrefix);
  addTo(job.requests, requests);
  job.initiators = mergeInitiators(job.initiators, initiators);
}

export function addEmptying(
  job: Preparation,
  { versions, deleteMarkers, refused, named, requests, dialect }: EmptyReport,
): void {
  job.dialect = merged(job.dialect, dialect);
  addTo(job.objects, { versions, deleteMarkers });
  addTo(job.requests, requests);
  job.refused = refused;
  job.named = named;
}
