import type { RequestCounts } from '../domain/counts.ts';
import type { InitiatorCount, PrefixMeasure } from '../domain/measures.ts';
import type { Upload, UploadRef } from '../domain/upload.ts';

export type { RequestCounts } from '../domain/counts.ts';
export type { InitiatorCount, PrefixMeasure } from '../domain/measures.ts';
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

/** How fast one activity may send requests. */
export interface Limits {
  /** Requests in flight, 1 to 1,000. */
  concurrency: number;
  /** Requests started in a second; absent: as fast as S3 lets us. */
  requestsPerSecond?: number;
}

/** Where a listing goes on. `key` alone means strictly after that key; on a directory bucket it is opaque. */
export interface Marker {
  key: string;
  uploadId?: string;
  /**
   * A marker of ours, by key and upload ID, for an S3 that lists everything at once. It stays good when its upload is
   * gone.
   */
  unpaged?: true;
}

export interface ListUploadsInput {
  target: Target;
  prefix?: string;
  /** The last key wanted; later ones end the listing. Not on directory buckets. */
  through?: string;
  /** Uploads initiated at this instant or later are kept: counted, never returned. Absent: none is kept. */
  initiatedBefore?: string;
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
  /** Where the next page begins; absent at the end of the listing. Valid only while the upload it names exists. */
  next?: Marker;
  /**
   * A place from which the listing can go on, whatever is aborted. Absent where the page has one key only, and on a
   * directory bucket.
   */
  boundary?: Boundary;
  requests: Partial<RequestCounts>;
}

/** The page lists every upload up to and including `afterKey`. The counts are of those uploads. */
export interface Boundary {
  afterKey: string;
  keptYoung: number;
  /** How many of the `uploads` of the page, from the first, are up to there. */
  selected: number;
}

/** The marker is a key. The survey begins behind it. */
export interface SurveyUploadsInput extends ListUploadsInput {
  /** How many selected uploads make a range. */
  uploads: number;
}

/**
 * A range of keys that begins behind the marker of the input, or at the first key. It holds about as many selected
 * uploads as were asked for.
 */
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
  /** Uploads that S3 would not let us inspect. They may be active, so they must be kept. */
  problems: Problem[];
  /** Positions of the uploads that are left to do because the workflow cancelled the activity. Absent: none. */
  left?: number[];
  requests: Partial<RequestCounts>;
}

export interface AbortUploadsInput {
  target: Target;
  uploads: Upload[];
  /** The cut-off once more. The activity fails before any request where an upload was initiated at or after it. */
  initiatedBefore?: string;
  limits: Limits;
}

export interface AbortedUploads {
  /** Uploads that S3 no longer knew at the first attempt: completed, or aborted by somebody else. */
  alreadyGone: number;
  problems: Problem[];
  /** Positions of the uploads that are left to do because the workflow cancelled the activity. Absent: none. */
  left?: number[];
  requests: Partial<RequestCounts>;
}

export interface VerifyUploadsInput {
  target: Target;
  uploads: UploadRef[];
  limits: Limits;
}

/** The uploads not named in `remaining` are gone: ListParts answered NoSuchUpload, or no parts. */
export interface VerifiedUploads {
  remaining: Problem[];
  /** Positions of the uploads that are left to do because the workflow cancelled the activity. Absent: none. */
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
  /** Finds the last key of a range of so many uploads. S3: ListMultipartUploads. */
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
  /**
   * Between activity and workflow only: S3 no longer accepts the marker, and the listing goes on from an earlier place.
   */
  | 'InvalidMarker'
  | 'UploadsRemain'
  /** The bucket cannot be deleted: it holds objects, or something is still being written to it. */
  | 'BucketNotEmpty'
  /** DeleteObjects did not delete some objects. ObjectsProtected: they are under Object Lock or a legal hold. */
  | 'ObjectsRemain'
  | 'ObjectsProtected'
  | 'AccessPointsAttached'
  /** Another job works on the bucket. */
  | 'AlreadyRunning';
