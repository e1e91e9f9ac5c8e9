import type { ObjectMarker, RefusedObject } from '../../activities/bucket/contract.ts';
import type { Target } from '../../activities/contract.ts';
import type { RequestCounts } from '../../domain/counts.ts';
import type { LimitsInForce, Trouble } from '../durable/contract.ts';
import type { ObjectCounts } from '../prepare/contract.ts';

/** What `emptyBucket`, a child of `prepareBucketDeletion`, takes. */
export interface EmptyInput {
  target: Target;
  /** True: all versions and delete markers. False: the objects of a bucket without versions. */
  versions: boolean;
  limits: LimitsInForce;
  /** Objects one run deletes before it continues as new, if history does not ask for it earlier. */
  objectsPerRun: number;
  /** Milliseconds until the bucket is asked for again, where S3 says that there is none. */
  quietPeriod: number;
  paused: boolean;
  /** Set by the workflow when it continues as new. */
  resume?: EmptyState;
}

export interface EmptyState extends ObjectCounts {
  ended: boolean;
  marker?: ObjectMarker;
  /** Objects that are still there, by reason. */
  refused: Record<string, number>;
  /** Up to 100 of them. */
  named: RefusedObject[];
  requests: RequestCounts;
  /** As of PrepareReport. */
  dialect?: string[];
  limits: LimitsInForce;
  paused: boolean;
}

/** What `emptyBucket` answers. */
export type EmptyReport = EmptyState;

/** What its query `status` answers. */
export interface EmptyStatus extends EmptyState {
  /** What stands in the way of all requests. Absent: nothing. */
  trouble?: Trouble;
}
