import type { AccountGateway } from '../s3/account-gateway.ts';
import type { BucketGateway } from '../s3/bucket-gateway.ts';
import type { S3Gateway } from '../s3/gateway.ts';
import type { S3Operation } from '../s3/operations.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Is called at the end of every request. */
export type Observe = (operation: S3Operation, bucket: string, outcome: Outcome, seconds: number) => void;

/** The same gateway, with an observer of its requests. */
export function observed(gateway: S3Gateway, observe: Observe): S3Gateway {
  const { buckets, account, headObject, putObject, isAws, refusal, regionOf, store } = gateway;
  return {
    listUploads: (request, signal) =>
      timed(observe, 'ListMultipartUploads', request.target.bucket, () => gateway.listUploads(request, signal)),
    abortUpload: (target, upload, signal) =>
      timed(observe, 'AbortMultipartUpload', target.bucket, () => gateway.abortUpload(target, upload, signal)),
    listParts: (target, upload, after, signal) =>
      timed(observe, 'ListParts', target.bucket, () => gateway.listParts(target, upload, after, signal)),
    ...(headObject && {
      headObject: (target, key, signal) =>
        timed(observe, 'HeadObject', target.bucket, () => headObject.call(gateway, target, key, signal)),
    }),
    ...(putObject && {
      putObject: (target, object, signal) =>
        timed(observe, 'PutObject', target.bucket, () => putObject.call(gateway, target, object, signal)),
    }),
    ...(isAws && { isAws: (target) => isAws.call(gateway, target) }),
    ...(refusal && { refusal: (bucket) => refusal.call(gateway, bucket) }),
    ...(regionOf && { regionOf: (bucket) => regionOf.call(gateway, bucket) }),
    ...(store && { store: () => store.call(gateway) }),
    buckets: buckets && observedBuckets(buckets, observe),
    account: account && observedAccount(account, observe),
    close: () => gateway.close(),
  };
}

function observedBuckets(buckets: BucketGateway, observe: Observe): BucketGateway {
  return {
    headBucket: (target, signal) =>
      timed(observe, 'HeadBucket', target.bucket, () => buckets.headBucket(target, signal)),
    versioning: (target, signal) =>
      timed(observe, 'GetBucketVersioning', target.bucket, () => buckets.versioning(target, signal)),
    owner: (target, signal) => timed(observe, 'GetBucketAcl', target.bucket, () => buckets.owner(target, signal)),
    hasObjectLock: (target, signal) =>
      timed(observe, 'GetObjectLockConfiguration', target.bucket, () => buckets.hasObjectLock(target, signal)),
    lockOf: (target, object, signal) =>
      timed(observe, 'HeadObject', target.bucket, () => buckets.lockOf(target, object, signal)),
    policy: (target, signal) => timed(observe, 'GetBucketPolicy', target.bucket, () => buckets.policy(target, signal)),
    putPolicy: (target, policy, signal) =>
      timed(observe, 'PutBucketPolicy', target.bucket, () => buckets.putPolicy(target, policy, signal)),
    deletePolicy: (target, signal) =>
      timed(observe, 'DeleteBucketPolicy', target.bucket, () => buckets.deletePolicy(target, signal)),
    lifecycle: (target, signal) =>
      timed(observe, 'GetBucketLifecycleConfiguration', target.bucket, () => buckets.lifecycle(target, signal)),
    putLifecycle: (target, lifecycle, signal) =>
      timed(observe, 'PutBucketLifecycleConfiguration', target.bucket, () =>
        buckets.putLifecycle(target, lifecycle, signal),
      ),
    listObjects: (request, signal) =>
      timed(observe, request.versions ? 'ListObjectVersions' : 'ListObjectsV2', request.target.bucket, () =>
        buckets.listObjects(request, signal),
      ),
    deletion: buckets.deletion,
    deleteObjects: (target, objects, way, signal) =>
      timed(observe, way === 'DeleteObject' ? way : 'DeleteObjects', target.bucket, () =>
        buckets.deleteObjects(target, objects, way, signal),
      ),
    deleteBucket: (target, signal) =>
      timed(observe, 'DeleteBucket', target.bucket, () => buckets.deleteBucket(target, signal)),
  };
}

function observedAccount(account: AccountGateway, observe: Observe): AccountGateway {
  return {
    listBuckets: (request, signal) =>
      timed(observe, request.kind === 'directory' ? 'ListDirectoryBuckets' : 'ListBuckets', '*', () =>
        account.listBuckets(request, signal),
      ),
  };
}

async function timed<T>(
  observe: Observe,
  operation: S3Operation,
  bucket: string,
  request: () => Promise<T>,
): Promise<T> {
  const begunAt = performance.now();
  let outcome: Outcome = 'ok';
  try {
    return await request();
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    observe(operation, bucket, outcome, (performance.now() - begunAt) / 1_000);
  }
}
