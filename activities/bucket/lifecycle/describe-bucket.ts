import { abortsAfter, columnOf, type LifecycleColumn } from '../../../domain/s3/lifecycle.ts';
import type { Dependencies } from '../../frame/connections.ts';
import { S3Failure } from '../../s3/failures.ts';
import type { BucketDescription, BucketInput } from '../contract.ts';
import { type BucketAccess, withBucket } from '../with-bucket.ts';
import { readConfiguration } from './configuration.ts';
import { reportOf } from './report.ts';

/**
 * Where a bucket is, and after how many days its lifecycle aborts uploads. What S3 refuses to tell, or nobody can read, is unknown.
 * Fails where S3 does not answer. S3: GetBucketLifecycleConfiguration.
 */
export function createDescribeBucket(dependencies: Dependencies) {
  return ({ target }: BucketInput): Promise<BucketDescription> =>
    withBucket(dependencies, target, async (access) => {
      const lifecycle = await lifecycleOf(access);
      return { region: access.gateway.regionOf?.(target.bucket) ?? null, lifecycle };
    });
}

async function lifecycleOf({ target, bucket, requests }: BucketAccess): Promise<LifecycleColumn> {
  try {
    const text = await requests.send('bucket', (signal) => bucket.lifecycle(target, signal));
    return columnOf(text ? reportOf(target.bucket, readConfiguration(text.xml, target.bucket)) : abortsAfter([]));
  } catch (error) {
    if (error instanceof S3Failure && error.isRetryable) throw error;
    const hasNone = error instanceof S3Failure && error.type === 'Unsupported';
    return { abortsAfterDays: hasNone ? null : 'unknown' };
  }
}
