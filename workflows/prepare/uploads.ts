import { cleanupId } from '../../domain/job-id.ts';
import { CLEANUP_WORKFLOW } from '../../domain/workflow-types.ts';
import type { CleanupInput, CleanupReport, Resume } from '../cleanup/contract.ts';
import { firstState } from '../cleanup/job.ts';
import { failure } from '../durable/failures.ts';
import { stateToTell } from '../durable/steering.ts';
import { ofPart, openRecord } from '../record/record.ts';
import { type ChildAtWork, startPaused } from './children.ts';
import { beginStep } from './current-details.ts';
import { addCleanup, type Preparation } from './job.ts';

/** Begins the record of all rounds, where one is asked for, before anything is touched. */
export async function beginRecord(job: Preparation): Promise<void> {
  const { input, request, steering, requests } = job;
  const { connection, bucket } = request.target;
  const { record: url } = request.cleanup;
  if (url === undefined) return;
  const startedAt = job.startedAt.toISOString();
  const recorded = { input, url, connection, bucket, startedAt, steering, requests };
  job.record = await openRecord({ ...recorded, isFirstContact: true });
}

/**
 * Starts the child that cleans the uploads, without letting it begin. Fails with AlreadyRunning before anything is
 * touched.
 */
export function claimUploads(job: Preparation): Promise<ChildAtWork<CleanupReport>> {
  const { cleanup, target, limits } = job.request;
  const resume: Resume = { ...firstState(limits, new Date()), ...stateToTell(job.steering), paused: true };
  const input: CleanupInput = { ...cleanup, resume };
  job.rounds += 1;
  if (job.record) resume.record = ofPart(job.record, `round-${job.rounds}`);
  return startPaused(
    job,
    {
      type: CLEANUP_WORKFLOW,
      workflowId: cleanupId({ bucket: target.bucket }),
      summary: `Abort all incomplete uploads of ${target.bucket}`,
    },
    input,
  );
}

/** Aborts every upload until a fresh listing shows none. Fails as the child does, with UploadsRemain for one. */
export async function cleanUploads(job: Preparation, cleaning: ChildAtWork<CleanupReport>): Promise<void> {
  await beginStep(job, 'cleaning');
  const report = await cleaning.finish();
  addCleanup(job, report);
  if (report.outcome === 'bucket-gone') throw failure('NoSuchBucket', `${report.bucket} was deleted meanwhile`);
}
