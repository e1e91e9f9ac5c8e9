import { type Match, matchText } from './glob/globs.ts';
import { sha256 } from './sha256.ts';

/** Where clients put jobs and workers take them from, unless either is told otherwise. */
export const TASK_QUEUE = 's3-cleanup';

/**
 * IDs of cleanups begin with `s3-cleanup/`, whatever their prefix is. All others begin with `s3-cleanup:`, so no prefix
 * makes a cleanup's ID that of another job.
 */
const OF_CLEANUPS = 's3-cleanup/';

/** Of a cleanup. Temporal refuses a second job of the same ID, so two do not work on the same prefix. */
export function cleanupId({ bucket, prefix }: { bucket: string; prefix?: string }): string {
  return bounded(`${OF_CLEANUPS}${bucket}${prefix === undefined ? '' : `/${prefix}`}`);
}

/** Of a preparation. The child that cleans its uploads has the ID of any other cleanup of the bucket. */
export function preparationId(bucket: string): string {
  return bounded(`s3-cleanup:prepare/${bucket}`);
}

/** Of the child of a preparation that deletes the objects. */
export function emptyingId(bucket: string): string {
  return bounded(`s3-cleanup:empty/${bucket}`);
}

/** Of a cleanup of many buckets: `s3-cleanup:fleet/logs-* on archive,prod`. */
export function fleetId({ match, buckets = [], connections = [] }: FleetName): string {
  const which = match === undefined ? [...buckets].sort().join(',') : matchText(match);
  const where = connections.length > 0 ? ` on ${[...connections].sort().join(',')}` : '';
  return bounded(`s3-cleanup:fleet/${which}${where}`);
}

interface FleetName {
  match?: Match;
  buckets?: string[];
  connections?: string[];
}

/**
 * Of the child that cleans a range of keys, made of the ID of its parent: `s3-cleanup:range-1/photos`, or
 * `s3-cleanup:range-1:ID` where the caller gave the parent an ID of its own.
 */
export function rangeId(parent: string, name: string): string {
  const ofParent = parent.startsWith(OF_CLEANUPS) ? `/${parent.slice(OF_CLEANUPS.length)}` : `:${parent}`;
  return bounded(`s3-cleanup:${name}${ofParent}`);
}

/** Temporal takes 1,000 bytes. A prefix alone may have 1,024, and a schedule appends the time to the ID of its jobs. */
const LONGEST_ID = 900;

/** Of the hash in an ID: 16 digits of 4 bits. */
const HASH_DIGITS = 16;

/** Too long an ID is cut before its hash: after so many bytes, or up to 3 fewer, which would cut a character. */
const CUT_AT = LONGEST_ID - HASH_DIGITS - 1;

/** Cuts too long an ID, and ends it in its hash. Such an ID is longer than any that is whole, so they never meet. */
function bounded(id: string): string {
  const bytes = new TextEncoder().encode(id);
  if (bytes.length <= CUT_AT - 3) return id;
  let end = CUT_AT;
  while (isWithinCharacter(bytes[end])) end -= 1;
  const beginning = new TextDecoder().decode(bytes.subarray(0, end));
  return `${beginning}-${sha256(bytes).slice(0, HASH_DIGITS)}`;
}

/** True for a byte of UTF-8 that does not begin a character. */
function isWithinCharacter(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}
