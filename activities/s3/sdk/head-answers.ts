import { S3Failure } from '../failures.ts';

/** Two doubts about the same connection are this far apart at least: then the answer is believed. */
const DOUBTED_EVERY_MS = 60_000;

/**
 * The answer to a HEAD has no body, and so no error code. A 400 may mean that the token has expired, and a 403 that the clock was wrong
 * which the SDK has set by now. Each is taken for that once, and the request is made again.
 */
export class HeadAnswers {
  #doubtedAt = Number.NEGATIVE_INFINITY;

  /** The failure, or what it may be instead. `region`: the one that was asked. */
  read(failure: S3Failure, region: string | undefined): S3Failure {
    if (!isHead(failure)) return failure;
    if (isElsewhere(failure, region)) return instead(failure, 'AuthorizationHeaderMalformed');
    const code = suspicionOf(failure);
    const now = performance.now();
    if (code === undefined || now - this.#doubtedAt < DOUBTED_EVERY_MS) return failure;
    this.#doubtedAt = now;
    return instead(failure, code);
  }
}

/** Whether it has been read so: it is no longer what was answered. */
export function isSuspicion({ code }: S3Failure): boolean {
  return code === 'AuthorizationHeaderMalformed' || code === 'ExpiredToken' || code === 'RequestTimeTooSkewed';
}

function isHead({ operation }: S3Failure): boolean {
  return operation === 'HeadObject' || operation === 'HeadBucket';
}

/** S3 names the region of the bucket with many an answer, also with that of a token that has expired. */
function isElsewhere({ status, region }: S3Failure, asked: string | undefined): boolean {
  return status === 400 && region !== undefined && region !== asked;
}

function suspicionOf({ status, cause }: S3Failure): string | undefined {
  if (status === 400) return 'ExpiredToken';
  const { $metadata } = (cause ?? {}) as { $metadata?: { clockSkewCorrected?: boolean } };
  return status === 403 && $metadata?.clockSkewCorrected ? 'RequestTimeTooSkewed' : undefined;
}

function instead(failure: S3Failure, code: string): S3Failure {
  return new S3Failure({ ...failure, code, cause: failure.cause });
}
