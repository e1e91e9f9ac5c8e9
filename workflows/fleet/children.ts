import { CancellationScope, type ChildWorkflowHandle, startChild } from '@temporalio/workflow';
import { cleanupId } from '../../domain/job-id.ts';
import { CLEANUP_WORKFLOW } from '../../domain/workflow-types.ts';
import type { CleanupInput, LimitsInForce } from '../cleanup/contract.ts';
import type { cleanupMultipartUploads } from '../cleanup/workflow.ts';
import { limitsSignal, pauseSignal } from '../durable/messages.ts';
import { show } from './current-details.ts';
import type { Fleet } from './job.ts';
import { addFailure, addReport } from './rows.ts';

type Child = ChildWorkflowHandle<typeof cleanupMultipartUploads>;

/** Has a child clean the bucket and notes how it ended. Rejects only when the fleet itself is cancelled. */
export async function cleanBucket(fleet: Fleet, bucket: string): Promise<void> {
  try {
    const told = { ...fleet.state.limits };
    const child = await startCleanup(fleet, bucket, told);
    fleet.children.set(bucket, child);
    show(fleet);
    await catchUp(fleet, child, told);
    addReport(fleet, bucket, await child.result());
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    addFailure(fleet, bucket, error);
  } finally {
    fleet.children.delete(bucket);
    show(fleet);
  }
}

/** The workflow ID is that of any other job on the whole bucket: two at once are told by it. */
function startCleanup(fleet: Fleet, bucket: string, limits: LimitsInForce): Promise<Child> {
  return startChild<typeof cleanupMultipartUploads>(CLEANUP_WORKFLOW, {
    args: [childInput(fleet, bucket, limits)],
    workflowId: cleanupId({ bucket }),
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
}

function childInput({ request }: Fleet, bucket: string, limits: LimitsInForce): CleanupInput {
  const { concurrency, requestsPerSecond } = limits;
  const inForce = { concurrency, ...(requestsPerSecond === null ? {} : { requestsPerSecond }) };
  const { requestsPerSecond: _, ...given } = request.cleanup.limits ?? {};
  return { bucket, ...request.cleanup, limits: { ...given, ...inForce } };
}

/** Tells a child what changed while it was being started. One that ended already needs no telling. */
async function catchUp({ state }: Fleet, child: Child, told: LimitsInForce): Promise<void> {
  const { concurrency, requestsPerSecond } = state.limits;
  const isTuned = told.concurrency !== concurrency || told.requestsPerSecond !== requestsPerSecond;
  await Promise.allSettled([
    ...(state.paused ? [child.signal(pauseSignal)] : []),
    ...(isTuned ? [child.signal(limitsSignal, state.limits)] : []),
  ]);
}
