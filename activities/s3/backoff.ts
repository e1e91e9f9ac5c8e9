import type { S3Failure } from './failures.ts';

/** Tries of one request within an activity: 1 and its retries; ≈ 1 s in all, ≈ 8 s when throttled. */
export const MAX_TRIES = 5;

const FIRST_MS = 100;
const FIRST_THROTTLED_MS = 1_000;

/** Full jitter: anything from 0 to a limit that doubles with each try. `random` is in [0, 1). */
export function backoffMs(failure: S3Failure, tries: number, random: () => number): number {
  const first = failure.kind === 'throttled' ? FIRST_THROTTLED_MS : FIRST_MS;
  return random() * first * 2 ** (tries - 1);
}
