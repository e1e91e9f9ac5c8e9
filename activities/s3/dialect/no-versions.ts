import type { S3Failure } from '../failures.ts';

/**
 * s3proxy cannot tell whether a bucket has versions, because it keeps none. docs/compatibility.md, Buckets and objects: "tells
 * whether versioning was ever enabled, is, or is suspended".
 */
export function meansNoVersions({ type }: S3Failure): boolean {
  return type === 'Unsupported';
}
