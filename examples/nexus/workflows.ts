import { createNexusServiceClient } from '@temporalio/workflow';
import { type CleanupReport, s3CleanupService } from 'temporal-s3-cleanup/workflows';

/** A workflow of another team, in another namespace: it has no access to S3, and no worker that has. */
export async function tidyUp(bucket: string): Promise<CleanupReport> {
  const s3Cleanup = createNexusServiceClient({ service: s3CleanupService, endpoint: 's3-cleanup' });
  return await s3Cleanup.executeOperation('cleanup', { bucket, select: { olderThan: '1d' } });
}
