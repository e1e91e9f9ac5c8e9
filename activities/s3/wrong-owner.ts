import type { Target } from '../contract.ts';
import { Refusal, S3Failure } from './failures.ts';

/**
 * Fails with WrongBucketOwner where S3 denied a request only because of the expected owner, and with Unsupported where it knows no
 * expected owner. S3 answers a plain 403 or 501 for it. Only the same question without the owner, which is `ask`, tells that from a
 * missing permission.
 */
export async function refuseWrongOwner(
  refused: S3Failure,
  target: Target,
  ask: (anyOwner: Target) => Promise<unknown>,
): Promise<void> {
  const { expectedBucketOwner, ...anyOwner } = target;
  const isUnsupported = refused.type === 'Unsupported';
  if (expectedBucketOwner === undefined || (refused.kind !== 'denied' && !isUnsupported)) return;
  try {
    await ask(anyOwner);
  } catch (error) {
    if (error instanceof S3Failure && error.type === refused.type) return;
    throw error;
  }
  if (isUnsupported) {
    throw new Refusal(
      'Unsupported',
      `This S3 cannot tell who owns ${target.bucket}: leave out --expected-bucket-owner`,
    );
  }
  throw new Refusal('WrongBucketOwner', `${target.bucket} belongs to another account than ${expectedBucketOwner}`);
}
