import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { mfaDeleteIsOn } from '../../../domain/wording.ts';
import { protectionIn } from '../dialect/lock/object-lock.ts';
import type { FailedRequest } from '../operations.ts';
import { permissionFor } from './permissions.ts';

/** What to change where S3 denies a request. */
export function adviceOnDenial(request: FailedRequest): string {
  const { code, said = '', operation, target, host } = request;
  if (CREDENTIAL_CODES.has(code)) return `check the credentials of the connection "${target.connection}"`;
  if (CLOSED_BY_AWS.has(code)) return 'AWS has closed the account or the bucket: ask AWS Support';
  if (code.startsWith('KMS.')) return 'the KMS key refuses: enable the key, and grant kms:Decrypt on it';
  if (protectionIn(said) === 'MfaDelete') return mfaDeleteIsOn(target.bucket);
  const permission = permissionFor(operation, target.bucket, host);
  const [, denier] = EXPLICIT_DENY.exec(said) ?? [];
  if (denier) return `${denier} denies ${permission}: take that statement out, for no grant helps against it`;
  if (operation === 'DeleteBucket') return `grant ${permission}; a Deny in the bucket policy has to go, too`;
  const mayBePaidFor =
    operation === 'ListMultipartUploads' && !target.requestPayer && !isDirectoryBucket(target.bucket);
  return `grant ${permission}${mayBePaidFor ? '; where the requester pays, use --request-payer' : ''}`;
}

const CREDENTIAL_CODES = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken']);

const CLOSED_BY_AWS = new Set(['AllAccessDisabled', 'AccountProblem']);

/** AWS names the kind of policy: a resource-based policy, a service control policy, an identity-based policy. */
const EXPLICIT_DENY = /explicit deny in (an? [\w -]*?policy)/;
