import { S3Failure } from '../failures.ts';

/** The second is the word of s3proxy. */
const NO_POLICY = new Set(['NoSuchBucketPolicy', 'NoSuchPolicy']);

/**
 * Whether S3 says that a bucket has no policy. docs/compatibility.md, Buckets and objects: "keeps a bucket policy until it is
 * deleted, and answers NoSuchBucketPolicy without one".
 */
export function meansNoPolicy(error: unknown): boolean {
  return error instanceof S3Failure && NO_POLICY.has(error.code);
}

/**
 * Whether S3 says that it knows no policies at all, as Swift and s3proxy do. docs/compatibility.md, Others: "has no bucket
 * policies".
 */
export function meansNoPolicies(error: unknown): boolean {
  return error instanceof S3Failure && error.type === 'Unsupported' && error.operation === 'GetBucketPolicy';
}
