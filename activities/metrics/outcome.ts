import { S3Failure } from '../s3/failures.ts';

/** How a request ended. `not_found`: there is no such upload or bucket. ListParts should say so after an abort. */
export type Outcome = 'ok' | 'not_found' | 'throttled' | 'denied' | 'timeout' | 'error' | 'cancelled';

/** Codes of S3, of the SDK, of undici and of the system. */
const TIMEOUT = /timed?_?out/i;

/** `error` is what a gateway rejects with: an S3Failure, or the reason of the signal. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof S3Failure)) return 'cancelled';
  const { kind, type, code } = error;
  if (kind === 'gone' || kind === 'missing' || type === 'NoSuchBucket') return 'not_found';
  if (kind === 'throttled' || kind === 'denied') return kind;
  return TIMEOUT.test(code) ? 'timeout' : 'error';
}
