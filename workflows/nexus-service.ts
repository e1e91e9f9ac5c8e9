import { operation, service } from 'nexus-rpc';
import type { CleanupInput, CleanupReport } from './cleanup/contract.ts';

/**
 * What a Nexus endpoint in front of our workers offers to workflows of other namespaces. Both sides of the workflow
 * sandbox use it.
 */
export const s3CleanupService = service('S3Cleanup', {
  /** Runs `cleanupMultipartUploads`. Fails as it does, or with AlreadyRunning. */
  cleanup: operation<CleanupInput, CleanupReport>(),
});
