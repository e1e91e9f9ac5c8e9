import { executeChild, proxyActivities } from '@temporalio/workflow';
import { prepareBucketDeletion } from 'temporal-s3-cleanup/workflows';
import type * as activities from './activities.ts';

export * from 'temporal-s3-cleanup/workflows';

const { stopWriters, recordRetirement } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' });

/**
 * Retires a dataset: stops its writers, aborts what they left behind, deletes the objects and the bucket, and goes on
 * once S3 has answered that there is no such bucket any more.
 */
export async function retireDataset(bucket: string, catalogue: string): Promise<void> {
  await stopWriters(bucket);
  const report = await executeChild(prepareBucketDeletion, {
    workflowId: `s3-cleanup:prepare/${bucket}`,
    args: [{ bucket, blockNewUploads: true, emptyObjects: true, deleteBucket: { confirm: bucket } }],
  });
  await recordRetirement(catalogue, report);
}
