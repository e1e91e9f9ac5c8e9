import { S3Failure } from '../failures.ts';

/** S3 says InvalidArgument. local-s3 looks for the object that a marker names, and says that there is none. */
const REFUSALS = new Set(['InvalidArgument', 'NoSuchKey', 'NoSuchVersion']);

/**
 * Whether a store refuses to list on from an object or an upload that is gone meanwhile. S3 itself allows it for objects. Such a
 * listing begins again. docs/compatibility.md, Others: "looks for the object that a marker names".
 */
export function isMarkerRefused(error: unknown): boolean {
  return error instanceof S3Failure && (error.kind === 'gone' || REFUSALS.has(error.code));
}
