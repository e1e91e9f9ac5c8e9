/**
 * Whether S3 would not delete an object because of Object Lock. S3 answers AccessDenied, as for a missing permission; MinIO
 * answers InvalidRequest. Only their words tell it. docs/compatibility.md, Buckets and objects: "refuses to delete a version
 * under legal hold among others, in an answer of 200".
 */
export function speaksOfObjectLock(message: string): boolean {
  return /object lock|\bWORM\b/i.test(message);
}
