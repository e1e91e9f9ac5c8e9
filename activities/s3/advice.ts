import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { FailureType } from '../contract.ts';
import type { FailedRequest, S3Operation } from './operations.ts';

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
      if (request.code === 'RegionMissing') return `give the connection "${connection}" a region, or set AWS_REGION`;
      return `the connection "${connection}" must use the region of the bucket, ${request.region ?? 'which S3 did not tell'}`;
    case 'Unsupported':
      return `this S3 cannot do what is needed`;
    case 'BucketNotEmpty':
      return 'something is in it: objects, versions, delete markers or incomplete uploads';
    case 'AccessPointsAttached':
      return 'delete its access points, then start again';
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
  HeadBucket: 's3:ListBucket',
  GetBucketVersioning: 's3:GetBucketVersioning',
  GetBucketAcl: 's3:GetBucketAcl',
  GetBucketPolicy: 's3:GetBucketPolicy',
  PutBucketPolicy: 's3:PutBucketPolicy',
  DeleteBucketPolicy: 's3:DeleteBucketPolicy',
  ListObjectVersions: 's3:ListBucketVersions',
  ListObjectsV2: 's3:ListBucket',
  DeleteObjects: 's3:DeleteObject and s3:DeleteObjectVersion',
  DeleteBucket: 's3:DeleteBucket',
  ListBuckets: 's3:ListAllMyBuckets',
  ListDirectoryBuckets: 's3express:ListAllMyDirectoryBuckets',
};

const ON_OBJECTS = new Set<S3Operation>(['AbortMultipartUpload', 'ListParts', 'DeleteObjects']);

/** The action and the resource of the policy statement that allows an operation. */
export function permissionFor(operation: S3Operation, bucket: string): string {
  if (bucket === '*') return `${ACTIONS[operation]} on *`;
  // DeleteBucket goes to the regional endpoint, without a session (S3 API, DeleteBucket).
  if (isDirectoryBucket(bucket) && operation === 'DeleteBucket') return `s3express:DeleteBucket on ${bucket}`;
  if (isDirectoryBucket(bucket)) return `s3express:CreateSession on ${bucket}`;
  const isAccessPoint = bucket.startsWith('arn:');
  const resource = isAccessPoint ? bucket : `arn:aws:s3:::${bucket}`;
  if (!ON_OBJECTS.has(operation)) return `${ACTIONS[operation]} on ${resource}`;
  return `${ACTIONS[operation]} on ${resource}${isAccessPoint ? '/object' : ''}/*`;
}
