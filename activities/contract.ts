import type { RequestCounts } from '../domain/counts.ts';
import type { InitiatorCount, PrefixMeasure } from '../domain/measures.ts';
import type { Selection } from '../domain/selection.ts';
import type { Upload, UploadRef } from '../domain/upload.ts';

export type { RequestCounts } from '../domain/counts.ts';
export type { InitiatorCount, PrefixMeasure } from '../domain/measures.ts';
export type { Selection } from '../domain/selection.ts';
export type { Upload, UploadRef } from '../domain/upload.ts';

/** What crosses between the workflows and the activities: plain JSON, instants in ISO-8601 `Z`, nothing secret. */

/** Where requests go. Endpoints and credentials stay on the worker, behind the connection's name. */
export interface Target {
  connection: string;
  /** Bucket name, directory bucket name, access point alias or ARN. */
  bucket: string;
  expectedBucketOwner?: string;
  requestPayer?: 'requester';
}

/** How hard one activity may push. */
export interface Limits {
  /** Requests in flight, 1 to 1,000. */
  concurrency: number;
  /** Requests that this activity starts in a second: its part of the job's rate. Absent: as fast as S3 lets us. */
  requestsPerSecond?: number;
  /** The latest paces of workers that S3 limits, as answers told them lately: the worker draws near to them. Absent: none is known. */
  paces?: WorkerPace[];
}

/** How fast S3 lets a worker go on a bucket. */
export interface WorkerPace {
  /** A random name. */
  worker: string;
  /** Counts what this worker has told: a later one is more recent. */
  told: number;
  /** Requests a second. */
  perSecond: number;
}

/**
 * Whether to keep an upload that looks like the remnant of an object that was completed: some stores destroy the object with it. `auto`:
 * on every store but AWS itself, which has no such remnants. On directory buckets never.
 */
export type KeepCompleted = 'auto' | 'always' | 'never';

/** What is said with every answer. */
export interface Answered {
  requests: Partial<RequestCounts>;
  /** What this S3 did in another way than AWS, by names of domain/s3/dialect.ts. Absent: nothing. */
  dialect?: string[];
  /** Absent: S3 has not shown that it limits the worker. */
  pace?: WorkerPace;
}

/** Where a listing goes on. `key` alone means strictly after that key; on a directory bucket it is opaque. */
export interface Marker {
  key: string;
  /** Empty: S3 gave none, and its key is a token. */
  uploadId?: string;
  /** Not S3's but ours, by key and upload ID: this S3 lists everything at once. It stays good when its upload is gone. */
  unpaged?: true;
}

/**
 * Uploads outside the prefix and the range are neither counted nor returned, whatever S3 lists. Young ones are counted, never
 * returned. There is no range on directory buckets.
 */
export interface ListUploadsInput extends Selection {
  target: Target;
  marker?: Marker;
  /** Absent: as fast as S3 lets us. */
  limits?: Pick<Limits, 'requestsPerSecond'>;
}

/** Who initiated uploads of a page. */
export interface PageInitiator extends InitiatorCount {
  /** Positions of the uploads in the page. Absent: all that are in it. */
  at?: number[];
}

/** One page of the listing; only the selected uploads are in it. */
export interface UploadPage extends Answered {
  uploads: Upload[];
  /** SHA-256 of `uploads`: by it, other activities are told of them. Absent: by their names only. */
  digest?: string;
  /** Uploads kept because they were initiated at or after the cut-off. */
  keptYoung: number;
  /** Who initiated the selected uploads. */
  initiators: PageInitiator[];
  /**
   * Where the next page begins; absent at the end of the listing. It is behind a key, and stays good whatever is aborted, unless one
   * key fills the page, or S3 lists in no order.
   */
  next?: Marker;
  /**
   * Where the kept ones are, in the order of the listing: how many of `uploads` come before each. Only on a page that ends in the
   * middle of a key.
   */
  youngAfter?: number[];
}

/** Uploads of a page that an activity of this run has listed: history has their names in its answer, and need not repeat them. */
export interface Listed {
  /** The digest of the page. */
  page: string;
  /** Their positions in it: `0-401 403`. */
  at: string;
}

/** An input whose uploads are told by name, or by the page that lists them. The work has all names. */
export type Told<Input extends { uploads: UploadRef[] }> = Omit<Input, 'uploads'> & {
  uploads: Array<Input['uploads'][number] | Listed>;
};

/** From the marker, a key, on. */
export interface SurveyUploadsInput extends ListUploadsInput {
  /** How many selected uploads make a range. */
  uploads: number;
}

/** A range of keys, from the marker of the input on or from the first key, with about as many selected uploads as asked for. */
export interface Survey extends Answered {
  /** Its last key; absent when the listing ends in it or cannot be cut. */
  through?: string;
  /** About how many selected uploads it holds. */
  uploads?: number;
}

export interface InspectUploadsInput {
  target: Target;
  uploads: Upload[];
  /** Uploads initiated, or with a part modified, at this instant or later are active. Absent: none is. */
  activeSince?: string;
  /** Uploads that look completed are not added up: they are going to be kept. Default: auto. */
  keepCompleted?: KeepCompleted;
  /** Add up parts and bytes. Without it, inspection stops at the first sign of activity. */
  measure: boolean;
  /** With `measure`, answer the bytes of each upload, too. Default: false. */
  each?: boolean;
  limits: Limits;
}

export interface InspectedUploads extends Answered {
  /** Positions in the input of the uploads that are active and must be kept. */
  active: number[];
  /** The sums over the uploads that are not active, by first path segment of the key; empty without `measure`. */
  byPrefix: PrefixMeasure[];
  /** With `each`: what the uploads of these positions hold; null where that is not known. Absent: it was not asked for. */
  bytes?: Array<number | null>;
  /** Uploads that S3 would not let us inspect; what is not known to be idle must be kept. */
  problems: Problem[];
  /** Positions of the uploads that are left to do: the workflow cancelled the activity. Absent: none. */
  left?: number[];
}

export interface AbortUploadsInput {
  target: Target;
  uploads: UploadToAbort[];
  /** Once more: an upload outside of it makes the activity fail before any request. */
  selection: Selection;
  /**
   * An upload that was initiated, or got a part, at this instant or later is kept. Each is looked at right before each of its
   * aborts, until S3 has accepted one of ours. Absent: none is looked at.
   */
  activeSince?: string;
  /** An upload that looks completed is kept. Each is looked at right before each of its aborts, as with `activeSince`. Default: auto. */
  keepCompleted?: KeepCompleted;
  /** Answer which uploads were gone already, too. Default: false. */
  tellsGone?: boolean;
  /** How far an activity had come that dealt with the same uploads and failed: this one goes on there. Absent: there was none. */
  before?: object;
  limits: Limits;
}

export interface UploadToAbort extends Upload {
  /** S3 has accepted an abort of ours: what is left of the upload is ours to finish, whoever writes to it. */
  isOurs?: true;
  /** Listed again by a later pass: an earlier one may have kept it as completed. */
  isBack?: true;
}

export interface AbortedUploads extends Answered {
  /** Uploads that S3 no longer knew at the first attempt: completed, or aborted by somebody else. */
  alreadyGone: number;
  /** With `tellsGone`: their positions. Absent: none. */
  goneAt?: number[];
  /** Positions of the uploads that were kept: they are active, or cannot be looked into. Absent: none. */
  active?: number[];
  /** Positions of the uploads that were kept because they look completed. Absent: none. */
  completed?: number[];
  /** Of the active ones, why those cannot be looked into: a reason for each. Absent: none. */
  unknown?: string[];
  problems: Problem[];
  /** Positions of the uploads that are left to do: the workflow cancelled the activity. Absent: none. */
  left?: number[];
}

export interface VerifyUploadsInput {
  target: Target;
  uploads: UploadToVerify[];
  /** The URL of an object of a record: the uploads that are proven gone are written into it, a line each. Absent: no record. */
  record?: string;
  limits: Limits;
}

export interface UploadToVerify extends UploadRef {
  /** S3 has not accepted an abort of it: it may be there although it has no parts. */
  notAborted?: true;
  /** For the record, as the next ones are: when it was initiated. */
  initiated?: string;
  /** What it held. Absent: it was not measured. */
  bytes?: number;
  /** S3 no longer knew it at our first abort. */
  isAlreadyGone?: true;
  /** An earlier pass had met it: where that proved it gone, there is a line of that, too. */
  isBack?: true;
}

/**
 * The uploads not named in `remaining` are gone: ListParts answered NoSuchUpload, or no parts, or another 404 of an upload that S3 has
 * aborted or does not list.
 */
export interface VerifiedUploads extends Answered {
  remaining: Problem[];
  /** Positions of the uploads that are left to do: the workflow cancelled the activity. Absent: none. */
  left?: number[];
}

/** One upload of the input, by its position, and why it is not done: `PartsRemain` or S3's error code. */
export interface Problem {
  index: number;
  reason: string;
  /** The request that went wrong, by S3's name for it. Absent: the one that the activity is about. */
  operation?: string;
}

/** The activities, as the workflows see them. */
export interface CleanupActivities {
  /** One page of incomplete uploads, in S3's order. S3: ListMultipartUploads. */
  listUploads(input: ListUploadsInput): Promise<UploadPage>;
  /** How far a range of so many uploads reaches. S3: ListMultipartUploads. */
  surveyUploads(input: SurveyUploadsInput): Promise<Survey>;
  /** Which uploads are still being written, and what the others hold. S3: ListParts. */
  inspectUploads(input: Told<InspectUploadsInput>): Promise<InspectedUploads>;
  /** Aborts every upload of the input. S3: AbortMultipartUpload. */
  abortUploads(input: Told<AbortUploadsInput>): Promise<AbortedUploads>;
  /** Asks of every upload whether anything is left. S3: ListParts; where that is in doubt, ListMultipartUploads. */
  verifyUploads(input: Told<VerifyUploadsInput>): Promise<VerifiedUploads>;
}

/** Types of the ApplicationFailures that activities and workflows end with. */
export type FailureType =
  | 'InvalidInput'
  | 'NoSuchBucket'
  | 'AccessDenied'
  | 'WrongBucketOwner'
  | 'UnknownConnection'
  | 'Unsupported'
  | 'WrongRegion'
  | 'S3Unavailable'
  /** The source of the worker's credentials fails. It is ridden out, as an outage of S3 is. */
  | 'CredentialsUnavailable'
  /** Between activity and workflow only: S3 no longer accepts the marker; the listing goes on from an earlier place. */
  | 'InvalidMarker'
  /** Between activity and workflow only: the worker cannot read in history what was listed; the workflow gives it the names. */
  | 'NamesUnknown'
  | 'UploadsRemain'
  /** More uploads are selected than the job may abort: it aborted none. */
  | 'TooManyUploads'
  /** The bucket cannot be deleted: it holds objects, or something is still being written to it. */
  | 'BucketNotEmpty'
  /** Objects that DeleteObjects did not delete; ObjectsProtected: they are under Object Lock or a legal hold. */
  | 'ObjectsRemain'
  | 'ObjectsProtected'
  | 'AccessPointsAttached'
  /** Somebody else changed the lifecycle rules of the bucket at the same time. */
  | 'LifecycleChanged'
  /** Another job works on the bucket. */
  | 'AlreadyRunning';
