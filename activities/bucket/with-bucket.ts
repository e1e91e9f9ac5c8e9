import type { Limits, RequestCounts, Target } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { type S3Access, withS3 } from '../frame/with-s3.ts';
import type { BucketGateway } from '../s3/bucket-gateway.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';

/** What an activity on a whole bucket uses to ask S3. */
export interface BucketAccess extends S3Access {
  target: Target;
  bucket: BucketGateway;
}

/** The frame of an activity on a whole bucket. Fails with Unsupported where the gateway knows uploads only. */
export function withBucket<Answer extends object>(
  dependencies: Dependencies,
  target: Target,
  work: (access: BucketAccess) => Promise<Answer>,
  { limits = {}, details = () => ({}) }: { limits?: Partial<Limits>; details?: () => object } = {},
): Promise<Answer & { requests: Partial<RequestCounts> }> {
  return withS3(dependencies, { target, limits, details }, async (s3) => {
    const bucket = s3.gateway.buckets;
    if (!bucket) throw new Refusal('Unsupported', `The connection "${target.connection}" cannot prepare a bucket`);
    return await work({ ...s3, target, bucket });
  });
}

/** Undefined where the bucket does not exist any more. */
export async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof S3Failure && error.type === 'NoSuchBucket') return undefined;
    throw error;
  }
}
