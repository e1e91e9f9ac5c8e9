import { sha256 } from './sha256.ts';

/** Where clients put jobs and workers take them from, unless either is told otherwise. */
export const TASK_QUEUE = 's3-cleanup';

/** Temporal takes 1,000 bytes. A prefix alone may have 1,024, and a child has a longer ID than its parent. */
const LONGEST_ID = 900;

/** Of a cleanup. Temporal refuses a second job of the same ID, so two do not work on the same prefix. */
export function cleanupId({ bucket, prefix }: { bucket: string; prefix?: string }): string {
  return bounded(`s3-cleanup/${bucket}${prefix === undefined ? '' : `/${prefix}`}`);
}

/** Of a preparation. The child that cleans its uploads has the ID of any other cleanup of the bucket. */
export function preparationId(bucket: string): string {
  return bounded(`s3-cleanup/${bucket}/prepare`);
}

/** Of the child of a preparation that deletes the objects. */
export function emptyingId(bucket: string): string {
  return bounded(`s3-cleanup/${bucket}/empty`);
}

/** Of a cleanup of many buckets. It is not that of a bucket: names have no colon, and ARNs begin with `arn:`. */
export function fleetId({ match, buckets = [] }: { match?: string; buckets?: string[] }): string {
  return bounded(`s3-cleanup/fleet:${match ?? [...buckets].sort().join(',')}`);
}

/**
 * Of the child that cleans a range of keys. A colon follows a slash: `a/:range-1` belongs to the prefix `a/`,
 * `a/range-1` to the prefix `a`.
 */
export function rangeId(parent: string, name: string): string {
  return parent.endsWith('/') ? `${parent}:${name}` : `${parent}/${name}`;
}

/** An ID that is too long ends in its hash, which tells it from others with the same beginning. */
function bounded(id: string): string {
  const bytes = new TextEncoder().encode(id);
  if (bytes.length <= LONGEST_ID) return id;
  // The cut may go through a character.
  const beginning = new TextDecoder().decode(bytes.subarray(0, LONGEST_ID)).replace(/\uFFFD+$/, '');
  return `${beginning}-${sha256(bytes).slice(0, 16)}`;
}
