import type { FoundProxy } from '../../domain/network/proxy.ts';
import type { Target } from '../contract.ts';

/** The requests that the activities make, by S3's names for them. */
export type S3Operation =
  | 'ListMultipartUploads'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'HeadObject'
  | 'PutObject'
  | BucketOperation
  | 'ListBuckets'
  | 'ListDirectoryBuckets';

type BucketOperation =
  | 'HeadBucket'
  | 'GetBucketVersioning'
  | 'GetBucketAcl'
  | 'GetObjectLockConfiguration'
  | 'GetBucketPolicy'
  | 'PutBucketPolicy'
  | 'DeleteBucketPolicy'
  | 'GetBucketLifecycleConfiguration'
  | 'PutBucketLifecycleConfiguration'
  | 'ListObjectVersions'
  | 'ListObjectsV2'
  | 'DeleteObjects'
  | 'DeleteObject'
  | 'DeleteBucket';

/** What is known of a request that failed. */
export interface FailedRequest {
  /** S3's error code; else the SDK's name of the error, or that of the system. */
  code: string;
  status?: number | undefined;
  operation: S3Operation;
  target: Target;
  /** What S3 said in words. Only S3's own words: those of the SDK or of the system may quote a secret. */
  said?: string | undefined;
  /** The host that was asked, with its port where that is not that of the scheme. */
  host?: string | undefined;
  /** The proxy through which it was asked. */
  proxy?: FoundProxy | undefined;
  /** What the source of the credentials, or the SDK of the endpoint, said, without secrets. Present: S3 was not asked. */
  source?: string | undefined;
  /** Where the bucket is, if S3 told. */
  region?: string | undefined;
  /** The host that was asked, where the bucket is in its name and the endpoint is one's own. */
  virtualHost?: string | undefined;
  cause?: unknown;
}
