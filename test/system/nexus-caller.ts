import { createNexusServiceClient } from '@temporalio/workflow';
import type { CleanupInput, CleanupReport } from '../../workflows/cleanup/contract.ts';
import { s3CleanupService } from '../../workflows/nexus-service.ts';

/** A workflow that knows the service, and nothing else of the package. */
export async function callCleanup(input: CleanupInput): Promise<CleanupReport> {
  const s3Cleanup = createNexusServiceClient({ service: s3CleanupService, endpoint: 's3-cleanup' });
  return await s3Cleanup.executeOperation('cleanup', input, { scheduleToCloseTimeout: '1m' });
}
