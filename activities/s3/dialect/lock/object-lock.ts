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
