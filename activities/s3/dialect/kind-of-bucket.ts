import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import type { BucketKind } from '../../account/contract.ts';

/**
 * Whether a listed bucket is of the kind that was asked for. An S3 without directory buckets may take ListDirectoryBuckets for
 * ListBuckets, because they differ by the parameter `x-id` alone. docs/compatibility.md, Others: "may answer ListDirectoryBuckets
 * as ListBuckets".
 */
export function isOfKind(name: string, kind: BucketKind): boolean {
  return isDirectoryBucket(name) === (kind === 'directory');
}
