import { ApplicationFailure } from '@temporalio/common';
import type { Dependencies } from '../frame/connections.ts';
import type { BucketInput, BucketRequests } from './contract.ts';
import { unlessGone, withBucket } from './with-bucket.ts';

/**
 * Asks S3 for the bucket. Fails while S3 still knows it, and is tried again then: a deletion takes a moment to spread.
 * S3: HeadBucket.
 */
export function createProveBucketGone(dependencies: Dependencies) {
  return ({ target }: BucketInput): Promise<BucketRequests> =>
    withBucket(dependencies, target, async ({ bucket, requests }) => {
      const found = await unlessGone(requests.send('bucket', (signal) => bucket.headBucket(target, signal)));
      if (found === undefined) return {};
      throw ApplicationFailure.create({
        type: 'S3Unavailable',
        message: `DeleteBucket succeeded, and HeadBucket still finds ${target.bucket}: it is asked again`,
      });
    });
}
