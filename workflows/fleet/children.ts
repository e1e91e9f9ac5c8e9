import { CancellationScope, type ChildWorkflowHandle, startChild } from '@temporalio/workflow';
import { cleanupId } from '../../domain/job-id.ts';
import { fairnessKey } from '../../domain/task-queue/priority.ts';
import { CLEANUP_WORKFLOW } from '../../domain/workflow-types.ts';
import type { CleanupInput, CleanupReport, Resume } from '../cleanup/contract.ts';
import { firstState } from '../cleanup/job.ts';
import { catchUp, type Steering, stateToTell } from '../durable/steering.ts';
import type { Fleet } from './job.ts';
import { addFailure, addReport } from './rows.ts';

type Cleanup = (input: CleanupInput) => Promise<CleanupReport>;

/** Has a child clean the bucket and notes how it ended. Rejects only when the fleet itself is cancelled. */
export async function cleanBucket(fleet: Fleet, bucket: string): Promise<void> {
  const { children, show } = fleet.steering;
  try {
    const told = stateToTell(fleet.steering);
    const child = await startCleanup(fleet, bucket, told);
    children.set(bucket, child);
    show();
    await catchUp(fleet.steering, child, told);
    addReport(fleet, bucket, await child.result());
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    addFailure(fleet, bucket, error);
  } finally {
    children.delete(bucket);
    show();
  }
}

/** The workflow ID is that of any other job on the whole bucket, so Temporal refuses a second one. */
function startCleanup(fleet: Fleet, bucket: string, told: Steering['state']): Promise<ChildWorkflowHandle<Cleanup>> {
  return startChild<Cleanup>(CLEANUP_WORKFLOW, {
    args: [childInput(fleet, bucket, told)],
    workflowId: cleanupId({ bucket }),
    // The ID names the bucket, too.
    priority: { fairnessKey: fairnessKey(bucket) },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
}

/** A state from the start: the fleet has reached S3, so its children ride an outage out. */
function childInput({ request }: Fleet, bucket: string, told: Steering['state']): CleanupInput {
  const resume: Resume = { ...firstState(request.limits, new Date()), ...told };
  return { bucket, ...request.cleanup, resume };
}
