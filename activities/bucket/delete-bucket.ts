import type { Dependencies } from '../frame/connections.ts';
import type { BucketInput, BucketRequests } from './contract.ts';
import { withBucket } from './with-bucket.ts';

/** Deletes an empty bucket. Fails with BucketNotEmpty, AccessPointsAttached or AccessDenied. S3: DeleteBucket. */
export function createDeleteBucket(dependencies: Dependencies) {
  return ({ target }: BucketInput): Promise<BucketRequests> =>
    withBucket(dependencies, target, async ({ bucket, requests }) => {
      await requests.send('bucket', (signal) => bucket.deleteBucket(target, signal));
      return {};
    });
}
