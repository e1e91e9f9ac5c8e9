import type { Dependencies } from '../frame/connections.ts';
import { meansNoPolicies } from '../s3/dialect/no-policy.ts';
import { withoutBlock } from './bucket-policy.ts';
import type { BucketInput, BucketRequests } from './contract.ts';
import { withBucket } from './with-bucket.ts';

/**
 * Takes the statement that blocks new uploads out of the bucket policy, and leaves the rest of the policy as it is by now.
 * S3: GetBucketPolicy, PutBucketPolicy or DeleteBucketPolicy.
 */
export function createAllowNewUploads(dependencies: Dependencies) {
  return ({ target }: BucketInput): Promise<BucketRequests> =>
    withBucket(dependencies, target, async ({ bucket, requests }) => {
      const policy = await requests
        .send('bucket', (signal) => bucket.policy(target, signal))
        .catch((error: unknown) => {
          if (meansNoPolicies(error)) return undefined;
          throw error;
        });
      const allowing = policy === undefined ? undefined : withoutBlock(policy);
      if (allowing === null) await requests.send('bucket', (signal) => bucket.deletePolicy(target, signal));
      else if (allowing) await requests.send('bucket', (signal) => bucket.putPolicy(target, allowing, signal));
      return {};
    });
}
