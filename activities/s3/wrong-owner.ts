import type { Target } from '../contract.ts';
import { Refusal, S3Failure } from './failures.ts';

/**
 * Fails with WrongBucketOwner where S3 denied a request only because of the expected owner. S3 answers a plain 403 for it.
 * Only the same question without the owner, which is `ask`, tells that from a missing permission.
 */
export async function refuseWrongOwner(
  denied: S3Failure,
  target: Target,
  ask: (anyOwner: Target) => Promise<unknown>,
): Promise<void> {
  const { expectedBucketOwner, ...anyOwner } = target;
  if (denied.kind !== 'denied' || expectedBucketOwner === undefined) return;
  try {
    await ask(anyOwner);
  } catch (error) {
    if (error instanceof S3Failure && error.kind === 'denied') return;
    throw error;
  }
  throw new Refusal('WrongBucketOwner', `${target.bucket} belongs to another account than ${expectedBucketOwner}`);
}
