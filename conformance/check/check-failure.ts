import { messageAsking, type S3Failure } from '../../activities/s3/failures.ts';

/** Why a store could not be tried at all. The message says what to do. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  /** As the failures of jobs: `NoSuchBucket`, `AccessDenied`, `S3Unavailable` … */
  readonly type: string;

  constructor(type: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.type = type;
  }
}

/** `question`: what to ask oneself where nobody answers. */
export function asCheckFailure(error: S3Failure, question: string): CheckFailure {
  return new CheckFailure(error.type, messageAsking(error, question), error);
}
