import { executeChild } from '@temporalio/workflow';
import { cleanupMultipartUploads } from 'temporal-s3-cleanup/workflows';

// A worker runs what its workflows file exports; the cleanup has children of its own.
export * from 'temporal-s3-cleanup/workflows';

/** A pipeline with a cleanup as one of its steps. Answers how many uploads are gone. */
export async function closeTheMonth(bucket: string): Promise<number> {
  const { uploads } = await executeChild(cleanupMultipartUploads, {
    // The ID of any job on this bucket, so that there is never a second one.
    workflowId: `s3-cleanup/${bucket}`,
    args: [{ bucket, select: { olderThan: '1d' } }],
  });
  return uploads.gone;
}
