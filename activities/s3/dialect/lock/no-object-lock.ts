import { S3Failure } from '../../failures.ts';

/**
 * Whether S3 says that no version in the bucket can be locked, or that it knows no Object Lock. docs/compatibility.md, Buckets and
 * objects: "refuses to delete a version under legal hold among others, in an answer of 200".
 */
export function meansNoObjectLock(error: unknown): boolean {
  if (!(error instanceof S3Failure) || error.type === 'NoSuchBucket') return false;
  return (
    error.code === 'ObjectLockConfigurationNotFoundError' || error.type === 'Unsupported' || error.kind === 'refused'
  );
}
