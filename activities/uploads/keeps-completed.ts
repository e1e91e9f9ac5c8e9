import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { KeepCompleted, Target } from '../contract.ts';
import { Refusal } from '../s3/failures.ts';
import type { S3Gateway } from '../s3/gateway.ts';

/**
 * Whether uploads that look completed are to be kept here. At once where that is known: AWS pays nothing. Fails with Unsupported where
 * it is asked for, and the gateway cannot tell.
 */
export function keepsCompleted(
  when: KeepCompleted = 'auto',
  target: Target,
  gateway: S3Gateway,
): boolean | Promise<boolean> {
  if (when === 'never' || isDirectoryBucket(target.bucket)) return false;
  if (when === 'always') return gateway.headObject ? true : refuse(target);
  if (!gateway.headObject) return false;
  const isAws = gateway.isAws?.(target) ?? false;
  return typeof isAws === 'boolean' ? !isAws : isAws.then((is) => !is);
}

function refuse({ connection }: Target): never {
  throw new Refusal('Unsupported', `keepCompleted "always": the connection "${connection}" cannot ask for objects`);
}
