import { CancellationScope, type ChildWorkflowHandle, startChild } from '@temporalio/workflow';
import { cleanupId } from '../../domain/job-id.ts';
import { present } from '../../domain/present.ts';
import { fairnessKey } from '../../domain/task-queue/priority.ts';
import { CLEANUP_WORKFLOW } from '../../domain/workflow-types.ts';
import type { CleanupInput, CleanupReport, Resume } from '../cleanup/contract.ts';
import { firstState } from '../cleanup/job.ts';
import { catchUp, type Steering, stateToTell } from '../durable/steering.ts';
import { describe } from './describe.ts';
import type { Fleet } from './job.ts';
import { nameOf, type Place } from './place.ts';
import { addFailure, addReport } from './rows.ts';

type Cleanup = (input: CleanupInput) => Promise<CleanupReport>;

/** Has a child clean the bucket and notes how it ended. Rejects only when the fleet itself is cancelled. */
export async function cleanBucket(fleet: Fleet, place: Place): Promise<void> {
  const { children, show } = fleet.steering;
  const name = nameOf(place);
  const described = describe(fleet, place);
  try {
    const told = stateToTell(fleet.steering);
    const child = await startCleanup(fleet, place, told);
    children.set(name, child);
    show();
    await catchUp(fleet.steering, child, told);
    const report = await child.result();
    addReport(fleet, { ...place, ...(await described) }, report);
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    addFailure(fleet, { ...place, ...(await described) }, error);
  } finally {
    children.delete(name);
    show();
  }
}

/** The workflow ID is that of any other job on the whole bucket, so Temporal refuses a second one. */
function startCleanup(fleet: Fleet, place: Place, told: Steering['state']): Promise<ChildWorkflowHandle<Cleanup>> {
  return startChild<Cleanup>(CLEANUP_WORKFLOW, {
    args: [childInput(fleet, place, told)],
    workflowId: cleanupId({ bucket: nameOf(place) }),
    // The ID names the bucket, too.
    priority: { fairnessKey: fairnessKey(place.bucket) },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
}

/** A state from the start: the fleet has reached S3, so its children ride an outage out. */
function childInput({ request, input }: Fleet, { bucket, connection }: Place, told: Steering['state']): CleanupInput {
  const resume: Resume = { ...firstState(request.limits, new Date()), ...told };
  const over = present({ connection: input.connections ? connection : undefined });
  return { bucket, ...request.cleanup, ...over, resume };
}
