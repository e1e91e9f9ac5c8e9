import type { S3Failure } from './failures.ts';

const TRIES = 5;

/** It is no fault of the request, and the pace of all requests adapts meanwhile. */
const TRIES_WHEN_THROTTLED = 10;

const FIRST_MS = 100;
const FIRST_THROTTLED_MS = 500;
const LONGEST_MS = 5_000;

/** How often one request is made within an activity, if it goes on failing like this. */
export function maxTries(failure: S3Failure): number {
  if (failure.kind === 'throttled') return TRIES_WHEN_THROTTLED;
  return failure.isRetryable ? TRIES : 1;
}

/** Full jitter: anything from 0 to a limit that doubles with each try, up to 5 s. `random` is in [0, 1). */
export function backoffMs(failure: S3Failure, tries: number, random: () => number): number {
  const first = failure.kind === 'throttled' ? FIRST_THROTTLED_MS : FIRST_MS;
  return random() * Math.min(LONGEST_MS, first * 2 ** (tries - 1));
}
