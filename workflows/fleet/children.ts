import { CancellationScope, type ChildWorkflowHandle, startChild } from '@temporalio/workflow';
import { cleanupId } from '../../domain/job-id.ts';
import { present } from '../../domain/present.ts';
import { CLEANUP_WORKFLOW } from '../../domain/workflow-types.ts';
import type { CleanupInput, CleanupReport, LimitsInForce } from '../cleanup/contract.ts';
import { catchUp, limitsOf, stateToTell } from '../durable/steering.ts';
import type { Fleet } from './job.ts';
import { addFailure, addReport } from './rows.ts';

type Cleanup = (input: CleanupInput) => Promise<CleanupReport>;

/** Has a child clean the bucket and notes how it ended. Rejects only when the fleet itself is cancelled. */
export async function cleanBucket(fleet: Fleet, bucket: string): Promise<void> {
  const { children, show } = fleet.steering;
  try {
    const { limits } = stateToTell(fleet.steering);
    const child = await startCleanup(fleet, bucket, limits);
    children.set(bucket, child);
    show();
    await catchUp(fleet.steering, child, { paused: false, limits });
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
function startCleanup(fleet: Fleet, bucket: string, limits: LimitsInForce): Promise<ChildWorkflowHandle<Cleanup>> {
  return startChild<Cleanup>(CLEANUP_WORKFLOW, {
    args: [childInput(fleet, bucket, limits)],
    workflowId: cleanupId({ bucket }),
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
}

function childInput({ request }: Fleet, bucket: string, limits: LimitsInForce): CleanupInput {
  const { uploadsPerRun } = request.cleanup.limits ?? {};
  const inForce = limitsOf({ state: { paused: false, limits } });
  return { bucket, ...request.cleanup, limits: { ...present({ uploadsPerRun }), ...inForce } };
}
