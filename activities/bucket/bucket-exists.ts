import type { Dependencies } from '../frame/connections.ts';
import { withS3 } from '../frame/with-s3.ts';
import { S3Failure } from '../s3/failures.ts';
import type { BucketExistence, BucketExistsInput } from './contract.ts';

/**
 * Whether there is such a bucket. Only two different requests that say so together mean that there is none; where the connection
 * knows uploads only, one that says so twice. Fails while S3 does not answer. S3: HeadBucket, ListMultipartUploads.
 */
export function createBucketExists(dependencies: Dependencies) {
  return ({ target, limits = {} }: BucketExistsInput): Promise<BucketExistence> =>
    withS3(dependencies, { target, limits, details: () => ({}) }, async (s3) => {
      const { buckets } = s3.gateway;
      const head = () => s3.requests.send('bucket', async (signal) => buckets?.headBucket(target, signal));
      const list = () =>
        s3.requests.send('list', (signal) => s3.gateway.listUploads({ target, maxUploads: 1 }, signal));
      const isKnown = (await isFound(buckets ? head : list)) || (await isFound(list));
      return { exists: isKnown };
    });
}

/** Any other refusal, such as a missing permission, is that of a bucket that is there. */
async function isFound(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    if (saysThereIsNone(error)) return false;
    if (error.isRetryable) throw error;
    return true;
  }
}

/** Somebody on the way may have taken the body of the answer. */
function saysThereIsNone({ type, status, code }: S3Failure): boolean {
  return type === 'NoSuchBucket' || (status === 404 && code === 'HTTP 404');
}
