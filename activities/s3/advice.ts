import { isDirectoryBucket } from '../../bucket-name.ts';
import type { FailureType } from '../contract.ts';
import type { FailedRequest, S3Operation } from './failures.ts';

/** What somebody who reads the failure can do about it. */
export function adviceOn(request: FailedRequest, type: FailureType): string {
  const { connection } = request.target;
  switch (type) {
    case 'AccessDenied':
      return CREDENTIAL_CODES.has(request.code)
        ? `check the credentials of the connection "${connection}"`
        : `grant ${permissionFor(request.operation, request.target.bucket)}`;
    case 'NoSuchBucket':
      return `check the name of the bucket and the endpoint of the connection "${connection}"`;
    case 'WrongRegion':
      return `the connection "${connection}" must use the region of the bucket, ${request.region ?? 'which S3 did not tell'}`;
    case 'Unsupported':
      return `this S3 cannot do what is needed`;
    case 'S3Unavailable':
      return 'it is tried again';
    default:
      return 'S3 takes the request to be invalid';
  }
}

const CREDENTIAL_CODES = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
]);

/** Source: S3 user guide, multipart upload API and permissions. */
const ACTIONS: Record<S3Operation, string> = {
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  ListParts: 's3:ListMultipartUploadParts',
};

/** The action and the resource of the policy statement that allows an operation. */
export function permissionFor(operation: S3Operation, bucket: string): string {
  if (isDirectoryBucket(bucket)) return `s3express:CreateSession on ${bucket}`;
  const isAccessPoint = bucket.startsWith('arn:');
  const resource = isAccessPoint ? bucket : `arn:aws:s3:::${bucket}`;
  if (operation === 'ListMultipartUploads') return `${ACTIONS[operation]} on ${resource}`;
  return `${ACTIONS[operation]} on ${resource}${isAccessPoint ? '/object' : ''}/*`;
}
