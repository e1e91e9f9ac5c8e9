import type { BucketInspection, ObjectMarker, ObjectRef } from '../bucket/contract.ts';
import type { Target } from '../contract.ts';
import type { DeletionDialect, DeletionWay } from './dialect/deletion.ts';
import type { S3Failure } from './failures.ts';

/**
 * What the activities know of a whole bucket. Each call is one request to S3, without retries. Every rejection is an
 * `S3Failure`, or the reason of the signal when aborted.
 */
export interface BucketGateway {
  /** A missing bucket rejects with type NoSuchBucket. */
  headBucket(target: Target, signal: AbortSignal): Promise<BucketHead>;
  versioning(target: Target, signal: AbortSignal): Promise<Versioning>;
  /** The canonical ID of the owner. */
  owner(target: Target, signal: AbortSignal): Promise<string | undefined>;
  /** Whether versions in it can be locked. */
  hasObjectLock(target: Target, signal: AbortSignal): Promise<boolean>;
  /** What keeps a version from being deleted. S3 tells who may see it; to others it tells of none. */
  lockOf(target: Target, object: ObjectRef, signal: AbortSignal): Promise<ObjectLock>;
  /** JSON; undefined where there is none. */
  policy(target: Target, signal: AbortSignal): Promise<string | undefined>;
  putPolicy(target: Target, policy: string, signal: AbortSignal): Promise<void>;
  deletePolicy(target: Target, signal: AbortSignal): Promise<void>;
  /** Undefined where there is none. */
  lifecycle(target: Target, signal: AbortSignal): Promise<LifecycleText | undefined>;
  /** In place of the one that is there. */
  putLifecycle(target: Target, lifecycle: LifecycleText, signal: AbortSignal): Promise<void>;
  listObjects(request: ListObjectsRequest, signal: AbortSignal): Promise<ListedObjects>;
  /** How this store takes deletions: it is learnt from refusals, and remembered for the connection. */
  readonly deletion: DeletionDialect;
  /**
   * Takes 1,000 objects at most, or one by DeleteObject. Answers those that are still there. An object that did not exist is not
   * among them.
   */
  deleteObjects(
    target: Target,
    objects: ObjectRef[],
    way: DeletionWay,
    signal: AbortSignal,
  ): Promise<RefusedDeletion[]>;
  deleteBucket(target: Target, signal: AbortSignal): Promise<void>;
}

export interface BucketHead {
  region?: string;
  /** What the server calls itself. */
  server?: string;
}

export interface ObjectLock {
  isHeld: boolean;
  /** Milliseconds since the epoch. Absent: no retention period. */
  retainedUntil?: number;
}

export interface Versioning {
  status: NonNullable<BucketInspection['versioning']>;
  mfaDelete: boolean;
}

/** A lifecycle configuration as S3 keeps it. */
export interface LifecycleText {
  /** The document, to the byte. */
  xml: string;
  /** From which size on objects change their storage class, by S3's name for it. Absent: S3 did not say. */
  minimumSize?: string;
}

export interface ListObjectsRequest {
  target: Target;
  versions: boolean;
  marker?: ObjectMarker;
  /** 1 to 1,000. */
  maxKeys: number;
}

/** Keys are decoded. */
export interface ListedObjects {
  objects: ListedObject[];
  /** Present exactly when S3 said IsTruncated. */
  next?: ObjectMarker;
}

export interface ListedObject extends ObjectRef {
  isDeleteMarker: boolean;
}

export interface RefusedDeletion {
  object: ObjectRef;
  failure: S3Failure;
}
