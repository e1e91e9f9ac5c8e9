import type { LifecycleColumn } from '../../domain/s3/lifecycle.ts';
import type { Limits, RequestCounts, Target } from '../contract.ts';

/** What crosses between the workflows and the activities that prepare a bucket for its deletion: plain JSON. */

/** A bucket as it was found. */
export interface BucketInspection {
  kind: 'general-purpose' | 'directory';
  /** Null where S3 does not tell. */
  region: string | null;
  /**
   * The expected account, where S3 confirmed it. Else the canonical ID in the ACL of the bucket. Null where S3 does not
   * tell.
   */
  owner: string | null;
  /** Null where S3 does not tell: the bucket may have versions then. */
  versioning: 'enabled' | 'suspended' | 'never-enabled' | null;
  /** Versions are deleted only by requests with a code of an MFA device, which no job has. */
  mfaDelete: boolean;
  /** Incomplete multipart uploads. */
  holdsUploads: boolean;
  /** Objects, versions of them, or delete markers. */
  holdsObjects: boolean;
}

export interface BucketInput {
  target: Target;
}

export interface BucketExistsInput extends BucketInput {
  /** Absent: as fast as S3 lets us. */
  limits?: Pick<Limits, 'requestsPerSecond'>;
}

export interface BucketDescription {
  /** Null where nobody told, such as on stores that are not AWS. */
  region: string | null;
  /** What its lifecycle rules do about incomplete uploads. */
  lifecycle: LifecycleColumn;
  requests: Partial<RequestCounts>;
}

export interface InspectBucketInput extends BucketInput {
  /**
   * The bucket is to be deleted with its objects: ask by a DeleteBucket whether it may be, while it holds an object. Fails with
   * AccessDenied and the like where it may not. Default: false.
   */
  askToDelete?: boolean;
  /** The bucket is to be emptied: look whether Object Lock protects some of the first objects. Default: false. */
  askAboutLocks?: boolean;
}

export interface InspectedBucket extends BucketInspection {
  /**
   * What S3 said to the DeleteBucket. `deleted`: it deleted the bucket with its objects. Absent: it was not asked, because there is no
   * object, or there are uploads that some stores would delete without a proof.
   */
  deletion?: 'allowed' | 'deleted';
  /** Of the first objects, those that nobody can delete yet. Absent: none is known. */
  locked?: LockedObject[];
  /** What this S3 did in another way than AWS, by names of domain/s3/dialect.ts. Absent: nothing. */
  dialect?: string[];
  requests: Partial<RequestCounts>;
}

export interface BlockNewUploadsInput extends BucketInput {
  /** The region of the bucket. It decides the partition of the ARN. */
  region: string | null;
}

export interface BucketRequests {
  requests: Partial<RequestCounts>;
}

export interface BucketExistence {
  exists: boolean;
  requests: Partial<RequestCounts>;
}

/** Where a listing of objects goes on: after a version, or at S3's own token. */
export type ObjectMarker = { key: string; versionId?: string } | { token: string };

export interface DeleteObjectsInput extends BucketInput {
  /** True: all versions and delete markers. False: the objects of a bucket without versions. */
  versions: boolean;
  marker?: ObjectMarker;
  /** Of the activity before, where an outage ended it in this page. */
  before?: PlannedDeletion;
  limits: Limits;
}

/** What an activity was about to delete. The progress in the details of its failure. */
export interface PlannedDeletion {
  /** Fingerprints. */
  versions: string[];
  deleteMarkers: string[];
  /** What the attempts before it had deleted. */
  deleted: { versions: number; deleteMarkers: number };
}

/** What became of one page of objects. */
export interface DeletedObjects {
  versions: number;
  deleteMarkers: number;
  /** How many are still there, by reason: `ObjectLock` or S3's error code. */
  refused: Record<string, number>;
  /** Up to 100 of them. */
  named: RefusedObject[];
  /** Where the next page begins; absent at the end of the listing. */
  next?: ObjectMarker;
  /** True where the page is the first of the bucket: there was no marker, or S3 refused it. */
  fromTheBeginning: boolean;
  /** As of InspectedBucket. */
  dialect?: string[];
  requests: Partial<RequestCounts>;
}

export interface ObjectRef {
  key: string;
  /** Absent in a bucket without versions. */
  versionId?: string;
}

export interface LockedObject extends ObjectRef {
  /** Absent: a legal hold, which has no end of its own. */
  until?: string;
}

export interface RefusedObject extends ObjectRef {
  reason: string;
}

/** The activities on a bucket as a whole, as the workflows see them. */
export interface BucketActivities {
  /** Whether the bucket is there: asked in two different requests. S3: HeadBucket, ListMultipartUploads. */
  bucketExists(input: BucketExistsInput): Promise<BucketExistence>;
  /** Where the bucket is, and what its lifecycle does about uploads. S3: GetBucketLifecycleConfiguration. */
  describeBucket(input: BucketInput): Promise<BucketDescription>;
  /** What the bucket is and whether anything is in it. S3: HeadBucket and others. */
  inspectBucket(input: InspectBucketInput): Promise<InspectedBucket>;
  /** Denies `s3:PutObject` by a statement of the bucket policy. S3: GetBucketPolicy, PutBucketPolicy. */
  blockNewUploads(input: BlockNewUploadsInput): Promise<BucketRequests>;
  /** Takes that statement out again. S3: GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy. */
  allowNewUploads(input: BucketInput): Promise<BucketRequests>;
  /** Deletes a page of objects. S3: ListObjectVersions or ListObjectsV2, DeleteObjects. */
  deleteObjects(input: DeleteObjectsInput): Promise<DeletedObjects>;
  /** Deletes the bucket. Fails with NoSuchBucket where S3 does not know it. S3: DeleteBucket. */
  deleteBucket(input: BucketInput): Promise<BucketRequests>;
  /** Asks S3 for the bucket. Fails while S3 still knows it, and is tried again then. S3: HeadBucket. */
  proveBucketGone(input: BucketInput): Promise<BucketRequests>;
}
