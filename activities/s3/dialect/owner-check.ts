import type { Target } from '../../contract.ts';
import { S3Failure } from '../failures.ts';

/** Accounts that own none of our buckets. */
const NOBODY = '000000000001';
const NOBODY_ELSE = '000000000002';

/**
 * Whether S3 denies a request that expects another owner of the bucket. AWS does, many stores ignore it. `ask` is a question that
 * was answered before. docs/compatibility.md, Access: "denies requests that expect another owner of the bucket".
 */
export async function checksOwner(target: Target, ask: (asked: Target) => Promise<unknown>): Promise<boolean> {
  const expectedBucketOwner = target.expectedBucketOwner === NOBODY ? NOBODY_ELSE : NOBODY;
  try {
    await ask({ ...target, expectedBucketOwner });
    return false;
  } catch (error) {
    if (!(error instanceof S3Failure) || error.isRetryable) throw error;
    return error.kind === 'denied';
  }
}
