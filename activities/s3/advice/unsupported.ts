import type { FailedRequest, S3Operation } from '../operations.ts';
import { pathStyle } from './settings.ts';

/** What a store cannot do, and what to leave out. */
export function adviceOnUnsupported(request: FailedRequest): string {
  const { code, operation, target } = request;
  const payer = target.requestPayer ? '; without --request-payer it may be able to' : '';
  return `${LISTINGS[code] ?? LACKS[operation] ?? 'this S3 cannot do what is needed'}${payer}${pathStyle(request)}`;
}

const LISTINGS: Record<string, string> = {
  ListingDoesNotAdvance: 'this S3 says that its listing goes on, and not where',
  IncompleteListing: 'this S3 leaves out keys or upload IDs in its listing',
};

const NO_POLICIES =
  'this S3 has no bucket policies: leave out --block-new-uploads, and stop what writes to the bucket yourself';

const NO_LIFECYCLE =
  'this S3 has no lifecycle rules: have s3-cleanup abort its incomplete uploads, by s3-cleanup schedule';

const LACKS: Partial<Record<S3Operation, string>> = {
  ListMultipartUploads: 'this S3 does not list incomplete uploads, so nobody can find them',
  AbortMultipartUpload: 'this S3 does not abort uploads',
  ListParts: 'this S3 does not list parts, so no abort can be proven',
  PutObject: 'this S3 does not write objects: record into a folder of the worker',
  GetBucketPolicy: NO_POLICIES,
  PutBucketPolicy: NO_POLICIES,
  DeleteBucketPolicy: NO_POLICIES,
  GetBucketLifecycleConfiguration: NO_LIFECYCLE,
  PutBucketLifecycleConfiguration: NO_LIFECYCLE,
  ListObjectVersions: 'this S3 does not list versions, so they cannot be deleted',
  ListObjectsV2: 'this S3 does not list objects by ListObjectsV2, so they cannot be deleted',
  DeleteObject: 'this S3 does not delete objects: leave out --empty-objects',
  DeleteBucket: 'this S3 does not delete buckets: leave out --delete-bucket, and delete it by the tools of the store',
  ListBuckets: 'this S3 does not list buckets: name them by --bucket instead of --match',
};
