import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { Dependencies } from '../frame/connections.ts';
import { Refusal } from '../s3/failures.ts';
import { withBlock } from './bucket-policy.ts';
import type { BlockNewUploadsInput, BucketRequests } from './contract.ts';
import { withBucket } from './with-bucket.ts';

/**
 * Adds a statement to the bucket policy that denies `s3:PutObject` to everybody, and leaves the rest of it as it is. Fails
 * with Unsupported on a directory bucket, or with AccessDenied. S3: GetBucketPolicy, PutBucketPolicy.
 */
export function createBlockNewUploads(dependencies: Dependencies) {
  return async ({ target, region }: BlockNewUploadsInput): Promise<BucketRequests> => {
    if (isDirectoryBucket(target.bucket)) {
      // Its policy knows one action, s3express:CreateSession, and aborts need that, too.
      throw new Refusal('Unsupported', `The policy of the directory bucket ${target.bucket} cannot deny uploads alone`);
    }
    return withBucket(dependencies, target, async ({ bucket, requests }) => {
      const policy = await requests.send('bucket', (signal) => bucket.policy(target, signal));
      const blocking = withBlock(policy, target.bucket, region);
      if (blocking) await requests.send('bucket', (signal) => bucket.putPolicy(target, blocking, signal));
      return {};
    });
  };
}
