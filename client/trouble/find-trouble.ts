import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { decodedMessage } from '../connection/data-converter.ts';
import { grpcErrorOf } from '../connection/grpc-error.ts';
import type { Trouble } from './trouble.ts';

type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];
type Timestamp = PendingActivity['scheduledTime'];

/** The trouble that a description shows: the pending activity that failed most often. */
export async function findRetrying(client: Client, { raw }: WorkflowExecutionDescription): Promise<Trouble | null> {
  const failing = (raw.pendingActivities ?? [])
    .filter(({ attempt, lastFailure }) => (attempt ?? 0) > 1 && lastFailure)
    .sort((a, b) => (b.attempt ?? 0) - (a.attempt ?? 0))[0];
  if (!failing) return null;
  return {
    kind: 'retrying',
    activity: failing.activityType?.name ?? 'activity',
    message: await decodedMessage(failing.lastFailure ?? {}, client.options.loadedDataConverter),
    attempt: failing.attempt ?? 0,
    nextAttemptAt: failing.currentRetryInterval ? toIso(failing.scheduledTime) : null,
  };
}

/**
 * True where Temporal answered and no worker did. Codes of gRPC: DEADLINE_EXCEEDED; CANCELLED, where the server sees
 * the deadline first; FAILED_PRECONDITION, "no poller seen for task queue recently".
 */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  const code = grpcErrorOf(error)?.code;
  return code === 1 || code === 4 || code === 9;
}

/** Why no worker answered for this job. The server remembers pollers for 5 minutes, even those that have ended. */
export async function findWorkerTrouble(client: Client, description: WorkflowExecutionDescription): Promise<Trouble> {
  const attempt = description.raw.pendingWorkflowTask?.attempt ?? 0;
  if (attempt > 2) return { kind: 'workflow-task-failing', attempt };
  const { taskQueue } = description;
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: 1,
  });
  const polls = (pollers ?? []).flatMap(({ lastAccessTime }) => toIso(lastAccessTime) ?? []).sort();
  return { kind: 'no-worker', taskQueue, lastPolledAt: polls.at(-1) ?? null };
}

function toIso(time: Timestamp): string | null {
  if (!time?.seconds) return null;
  return new Date(Number(time.seconds) * 1_000 + (time.nanos ?? 0) / 1e6).toISOString();
}
