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
  /** Requests started in a second; absent: as fast as S3 lets us. */
  requestsPerSecond?: number;
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
}

/** Who initiated uploads of a page. */
export interface PageInitiator extends InitiatorCount {
  /** Positions of the uploads in the page. Absent: all that are in it. */
  at?: number[];
}

/** One page of the listing; only the selected uploads are in it. */
export interface UploadPage {
  uploads: Upload[];
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
  requests: Partial<RequestCounts>;
}

/** From the marker, a key, on. */
export interface SurveyUploadsInput extends ListUploadsInput {
  /** How many selected uploads make a range. */
  uploads: number;
}

/** A range of keys, from the marker of the input on or from the first key, with about as many selected uploads as asked for. */
export interface Survey {
  /** Its last key; absent when the listing ends in it or cannot be cut. */
  through?: string;
  /** About how many selected uploads it holds. */
  uploads?: number;
  requests: Partial<RequestCounts>;
}

export interface InspectUploadsInput {
  target: Target;
  uploads: Upload[];
  /** Uploads initiated, or with a part modified, at this instant or later are active. Absent: none is. */
  activeSince?: string;
  /** Add up parts and bytes. Without it, inspection stops at the first sign of activity. */
  measure: boolean;
  limits: Limits;
}

export interface InspectedUploads {
  /** Positions in the input of the uploads that are active and must be kept. */
  active: number[];
  /** The sums over the uploads that are not active, by first path segment of the key; empty without `measure`. */
  byPrefix: PrefixMeasure[];
  /** Uploads that S3 would not let us inspect; what is not known to be idle must be kept. */
  problems: Problem[];
  /** Positions of the uploads that are left to do: the workflow cancelled the activity. Absent: none. */
  left?: number[];
  requests: Partial<RequestCounts>;
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
  limits: Limits;
}

export interface UploadToAbort extends Upload {
  /** S3 has accepted an abort of ours: what is left of the upload is ours to finish, whoever writes to it. */
  isOurs?: true;
}

export interface AbortedUploads {
  /** Uploads that S3 no longer knew at the first attempt: completed, or aborted by somebody else. */
  alreadyGone: number;
  /** Positions of the uploads that were kept: they are active, or cannot be looked into. Absent: none. */
  active?: number[];
  /** Of the active ones, why those cannot be looked into: a reason for each. Absent: none. */
  unknown?: string[];
  problems: Problem[];
  /** Positions of the uploads that are left to do: the workflow cancelled the activity. Absent: none. */
  left?: number[];
  requests: Partial<RequestCounts>;
}

export interface VerifyUploadsInput {
  target: Target;
  uploads: UploadToVerify[];
  limits: Limits;
}

export interface UploadToVerify extends UploadRef {
  /** S3 has not accepted an abort of it: it may be there although it has no parts. */
  notAborted?: true;
}

/** The uploads not named in `remaining` are gone: ListParts answered NoSuchUpload, or no parts. */
export interface VerifiedUploads {
  remaining: Problem[];
  /** Positions of the uploads that are left to do: the workflow cancelled the activity. Absent: none. */
  left?: number[];
  requests: Partial<RequestCounts>;
}

/** One upload of the input, by its position, and why it is not done: `PartsRemain` or S3's error code. */
export interface Problem {
  index: number;
  reason: string;
}

/** The activities, as the workflows see them. */
export interface CleanupActivities {
  /** One page of incomplete uploads, in S3's order. S3: ListMultipartUploads. */
  listUploads(input: ListUploadsInput): Promise<UploadPage>;
  /** How far a range of so many uploads reaches. S3: ListMultipartUploads. */
  surveyUploads(input: SurveyUploadsInput): Promise<Survey>;
  /** Which uploads are still being written, and what the others hold. S3: ListParts. */
  inspectUploads(input: InspectUploadsInput): Promise<InspectedUploads>;
  /** Aborts every upload of the input. S3: AbortMultipartUpload. */
  abortUploads(input: AbortUploadsInput): Promise<AbortedUploads>;
  /** Asks of every upload whether anything is left. S3: ListParts. */
  verifyUploads(input: VerifyUploadsInput): Promise<VerifiedUploads>;
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
  /** Between activity and workflow only: S3 no longer accepts the marker; the listing goes on from an earlier place. */
  | 'InvalidMarker'
  | 'UploadsRemain'
  /** The bucket cannot be deleted: it holds objects, or something is still being written to it. */
  | 'BucketNotEmpty'
  /** Objects that DeleteObjects did not delete; ObjectsProtected: they are under Object Lock or a legal hold. */
  | 'ObjectsRemain'
  | 'ObjectsProtected'
  | 'AccessPointsAttached'
  /** Another job works on the bucket. */
  | 'AlreadyRunning';
