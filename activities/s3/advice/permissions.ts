import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { partitionOf } from '../../../domain/s3/partition.ts';
import type { S3Operation } from '../operations.ts';

/** The action and the resource of the policy statement that allows an operation. `host`: the one that was asked, whose partition it is. */
export function permissionFor(operation: S3Operation, bucket: string, host?: string): string {
  if (bucket === '*') return `${ACTIONS[operation]} on *`;
  const isRegional = isDirectoryBucket(bucket) && REGIONAL.has(operation);
  if (isRegional) return `${ACTIONS[operation].replace('s3:', 's3express:')} on ${bucket}`;
  if (isDirectoryBucket(bucket)) return `s3express:CreateSession on ${bucket}`;
  const isAccessPoint = bucket.startsWith('arn:');
  const resource = isAccessPoint ? bucket : `arn:${partitionOf(host)}:s3:::${bucket}`;
  if (!ON_OBJECTS.has(operation)) return `${ACTIONS[operation]} on ${resource}`;
  return `${ACTIONS[operation]} on ${resource}${isAccessPoint ? '/object' : ''}/*`;
}

/** Source: S3 user guide, multipart upload API and permissions. */
const ACTIONS: Record<S3Operation, string> = {
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  ListParts: 's3:ListMultipartUploadParts',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  HeadBucket: 's3:ListBucket',
  GetBucketVersioning: 's3:GetBucketVersioning',
  GetBucketAcl: 's3:GetBucketAcl',
  GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
  GetBucketPolicy: 's3:GetBucketPolicy',
  PutBucketPolicy: 's3:PutBucketPolicy',
  DeleteBucketPolicy: 's3:DeleteBucketPolicy',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 's3:PutLifecycleConfiguration',
  ListObjectVersions: 's3:ListBucketVersions',
  ListObjectsV2: 's3:ListBucket',
  DeleteObjects: 's3:DeleteObject and s3:DeleteObjectVersion',
  DeleteObject: 's3:DeleteObject and s3:DeleteObjectVersion',
  DeleteBucket: 's3:DeleteBucket',
  ListBuckets: 's3:ListAllMyBuckets',
  ListDirectoryBuckets: 's3express:ListAllMyDirectoryBuckets',
};

/** Of directory buckets: these go to the regional endpoint, without a session (S3 API, DeleteBucket). */
const REGIONAL = new Set<S3Operation>([
  'DeleteBucket',
  'GetBucketLifecycleConfiguration',
  'PutBucketLifecycleConfiguration',
]);

const ON_OBJECTS = new Set<S3Operation>([
  'AbortMultipartUpload',
  'ListParts',
  'HeadObject',
  'PutObject',
  'DeleteObjects',
  'DeleteObject',
]);
