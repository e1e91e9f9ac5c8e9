import type { Target } from '../contract.ts';
import { checksOwner } from '../s3/dialect/owner-check.ts';
import type { BucketAccess } from './with-bucket.ts';

/** Whether this S3 denies a request that expects another owner of the bucket, which answers HeadBucket. S3: HeadBucket. */
export async function isOwnerChecked({ target, bucket, requests, differs }: BucketAccess): Promise<boolean> {
  const ask = (asked: Target) => requests.send('bucket', (signal) => bucket.headBucket(asked, signal));
  const isChecked = await checksOwner(target, ask);
  if (!isChecked) differs.add('owner-unchecked');
  return isChecked;
}
