import { S3Failure } from '../failures.ts';

/**
 * Whether S3 refuses to list on from an object that was deleted meanwhile. S3 itself allows it; a listing that is refused begins
 * again. docs/compatibility.md, Buckets and objects: "pages through versions by key and version marker, although those listed
 * were deleted meanwhile".
 */
export function isVersionMarkerRefused(error: unknown): boolean {
  return error instanceof S3Failure && error.code === 'InvalidArgument';
}
