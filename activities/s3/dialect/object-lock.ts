import { S3Failure } from '../failures.ts';

/** A code of ours, where the code of S3 does not tell a protected object from a missing permission. */
export type Protection = 'ObjectLock' | 'MfaDelete';

/**
 * Whether S3 would not delete an object because of Object Lock or MFA delete. S3 answers AccessDenied, as for a missing permission;
 * MinIO answers InvalidRequest. Only their words tell it. docs/compatibility.md, Buckets and objects: "refuses to delete a version
 * under legal hold among others, in an answer of 200".
 */
export function protectionIn(message: string): Protection | undefined {
  if (/object lock|\bWORM\b/i.test(message)) return 'ObjectLock';
  return /\bmfa authentication\b/i.test(message) ? 'MfaDelete' : undefined;
}

/**
 * Whether S3 says that no version in the bucket can be locked, or that it knows no Object Lock. docs/compatibility.md, Buckets and
 * objects, as above.
 */
export function meansNoObjectLock(error: unknown): boolean {
  if (!(error instanceof S3Failure) || error.type === 'NoSuchBucket') return false;
  return (
    error.code === 'ObjectLockConfigurationNotFoundError' || error.type === 'Unsupported' || error.kind === 'refused'
  );
}
