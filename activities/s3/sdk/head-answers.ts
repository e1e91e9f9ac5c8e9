import { S3Failure } from '../failures.ts';

/** Two doubts about the same connection are this far apart at least: then the answer is believed. */
const DOUBTED_EVERY_MS = 60_000;

/**
 * The answer to a HEAD has no body, and so no error code. A 400 may mean that the token has expired, and a 403 that the clock was wrong
 * which the SDK has set by now. Each is taken for that once, and the request is made again.
 */
export class HeadAnswers {
  #doubtedAt = Number.NEGATIVE_INFINITY;

  /** The failure, or what it may be instead. */
  read(failure: S3Failure): S3Failure {
    const code = suspicionOf(failure);
    const now = performance.now();
    if (code === undefined || now - this.#doubtedAt < DOUBTED_EVERY_MS) return failure;
    this.#doubtedAt = now;
    return new S3Failure({ ...failure, code, cause: failure.cause });
  }
}

/** Whether it is such a suspicion, and no answer. */
export function isSuspicion({ code }: S3Failure): boolean {
  return code === 'ExpiredToken' || code === 'RequestTimeTooSkewed';
}

function suspicionOf({ operation, status, region, cause }: S3Failure): string | undefined {
  if (operation !== 'HeadObject' && operation !== 'HeadBucket') return undefined;
  if (status === 400 && region === undefined) return 'ExpiredToken';
  const { $metadata } = (cause ?? {}) as { $metadata?: { clockSkewCorrected?: boolean } };
  return status === 403 && $metadata?.clockSkewCorrected ? 'RequestTimeTooSkewed' : undefined;
}
