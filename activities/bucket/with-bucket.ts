import { cancellationSignal } from '@temporalio/activity';
import type { Limits, RequestCounts, Target } from '../contract.ts';
import type { BucketGateway } from '../s3/bucket-gateway.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import type { S3Gateway } from '../s3/gateway.ts';
import { PacedRequests } from '../s3/pacing/paced-requests.ts';
import type { Dependencies } from './connections.ts';
import { startHeartbeats } from './heartbeats.ts';

/** What an activity on a bucket as a whole works with. */
export interface BucketAccess {
  target: Target;
  gateway: S3Gateway;
  bucket: BucketGateway;
  requests: PacedRequests;
}

/** Runs the work of one activity with paced requests and heartbeats; adds the requests it made to its answer. */
export async function withBucket<Answer extends object>(
  { connect, clock, random }: Dependencies,
  target: Target,
  work: (access: BucketAccess) => Promise<Answer>,
  { limits, details = () => ({}) }: { limits?: Limits; details?: () => object } = {},
): Promise<Answer & { requests: Partial<RequestCounts> }> {
  const { gateway, ...rates } = connect(target, limits?.requestsPerSecond);
  const bucket = gateway.buckets;
  if (!bucket) throw new Refusal('Unsupported', `The connection "${target.connection}" cannot prepare a bucket`);
  const requests = new PacedRequests({ ...rates, clock, random, signal: cancellationSignal() });
  const stopHeartbeats = startHeartbeats(details, clock);
  try {
    const answer = await work({ target, gateway, bucket, requests });
    return { ...answer, requests: requests.counts };
  } finally {
    stopHeartbeats();
  }
}

/** Undefined where the bucket is no more. */
export async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof S3Failure && error.type === 'NoSuchBucket') return undefined;
    throw error;
  }
}
