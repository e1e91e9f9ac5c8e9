import type { BucketInspection, RefusedObject } from '../../activities/bucket/contract.ts';
import type { RequestCounts, UploadCounts } from '../../domain/counts.ts';
import type { InitiatorCount } from '../../domain/measures.ts';
import type {
  CleanupReport,
  CleanupStatus,
  Notified,
  PaceInput,
  Phase,
  RecordReport,
  RemainingUpload,
} from '../cleanup/contract.ts';

/** What `prepareBucketDeletion` takes. Its pace is that of `cleanupMultipartUploads`. */
export interface PrepareInput extends PaceInput {
  /** Name of a bucket or of a directory bucket; no access point. */
  bucket: string;
  /** Ranges of keys of a large general purpose bucket that are cleaned at once, 1 to 100. Default: 16. */
  parallelism?: number;
  /**
   * Deny `s3:PutObject` in the bucket policy before anything else. The job takes that back when it fails or is
   * cancelled. Not on directory buckets. Default: false.
   */
  blockNewUploads?: boolean;
  /** Delete all objects, versions and delete markers. Default: false. */
  emptyObjects?: boolean;
  /** Delete the bucket and prove that it is gone; `confirm` repeats its name. Default: no. */
  deleteBucket?: { confirm: string };
}

export interface PrepareReport {
  bucket: string;
  /** No upload is in progress and, with `emptyObjects`, no object is left. */
  ready: true;
  /** S3 answered that there is no such bucket. */
  deleted: boolean;
  /** The bucket as it was found; null where it was gone by then. */
  inspected: BucketInspection | null;
  /** The bucket policy still denies new uploads. */
  newUploadsBlocked: boolean;
  startedAt: string;
  finishedAt: string;
  /** How often uploads were cleaned, objects emptied and the bucket looked at. */
  rounds: number;
  /** Of all cleanups, added up. */
  uploads: UploadCounts;
  /** What the uploads held before their abort; null unless `measure`. */
  measured: CleanupReport['measured'];
  /** Deleted; null unless `emptyObjects`. */
  objects: ObjectCounts | null;
  /** Who initiated the uploads, most first. */
  initiators: InitiatorCount[];
  requests: RequestCounts;
  /** What this S3 did in another way than AWS, by names of domain/s3/dialect.ts. Absent: nothing. */
  dialect?: string[];
  /** Up to 20 of the uploads that the last round kept because they look completed. Absent: it kept none. */
  kept?: RemainingUpload[];
  /** Present where the job was asked for a record: that of all rounds. */
  record?: RecordReport;
  /** Present where the job was asked to notify somebody. */
  notified?: Notified;
}

/** Distinct versions; an object without versions is one. */
export interface ObjectCounts {
  versions: number;
  deleteMarkers: number;
}

/** Details of a failure: how far the job came, and what stands in the way. */
export interface PrepareFailureDetails {
  report: Omit<PrepareReport, 'ready'> & { ready: false };
  /** Objects that are still there, by reason. */
  refused: Record<string, number>;
  /** Up to 100 of them. */
  objects: RefusedObject[];
}

export type PreparePhase =
  | Phase
  | 'inspecting'
  | 'blocking new uploads'
  | 'emptying'
  | 'looking again'
  | 'deleting the bucket'
  | 'allowing new uploads';

/**
 * The answer to the query `status`. Uploads, objects and requests are those of the children that are done; `child`
 * answers the same query for itself.
 */
export interface PrepareStatus extends Omit<CleanupStatus, 'phase'> {
  phase: PreparePhase;
  round: number;
  /** Null unless `emptyObjects`. */
  objects: ObjectCounts | null;
  /** Workflow ID of the child at work, or of that which failed or was cancelled. */
  child: string | null;
  newUploadsBlocked: boolean;
  deleted: boolean;
}
