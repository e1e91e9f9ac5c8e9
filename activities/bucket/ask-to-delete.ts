import { deletesWhole } from '../s3/dialect/deletes-whole.ts';
import { S3Failure } from '../s3/failures.ts';
import type { BucketInspection, InspectedBucket } from './contract.ts';
import { isOwnerChecked } from './owner-check.ts';
import type { BucketAccess } from './with-bucket.ts';

type Found = Pick<BucketInspection, 'holdsUploads' | 'mfaDelete'> & { server: string | undefined };

/**
 * Whether S3 may be asked by a DeleteBucket. A bucket without objects is deleted at once, with its uploads and without a proof. Some
 * stores delete one with objects, too. An S3 that checks the owner of a bucket, as AWS does, is believed to keep to S3's rule. Any other
 * is asked only once no upload is left.
 */
export async function isSafeToAsk(access: BucketAccess, { holdsUploads, mfaDelete, server }: Found): Promise<boolean> {
  if (mfaDelete || deletesWhole(server)) return false;
  return !holdsUploads || (await isOwnerChecked(access));
}

/**
 * Asks S3 by a DeleteBucket whether the bucket may be deleted, before anything in it is. A bucket with an object in it is not deleted:
 * S3 answers BucketNotEmpty to who may, and AccessDenied to who may not. Call it only where the bucket is to be deleted with its
 * objects, and right after an object was listed. That is why it is tried once.
 */
export async function askToDelete(access: BucketAccess): Promise<InspectedBucket['deletion']> {
  const { target, bucket, requests, differs } = access;
  try {
    await requests.sendOnce('bucket', (signal) => bucket.deleteBucket(target, signal));
    differs.add('deleted-whole');
    return 'deleted';
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    if (error.type === 'BucketNotEmpty') return 'allowed';
    // Nothing depends on the answer. A store may have another word for it, or none.
    if (error.isRetryable) return undefined;
    throw error;
  }
}
