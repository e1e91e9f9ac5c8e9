import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { printable } from '../domain/wording.ts';
import { decodedMessage } from './connection/data-converter.ts';
import { grpcErrorOf } from './connection/grpc-error.ts';

type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];
type Timestamp = PendingActivity['scheduledTime'];

/** Why a job makes no progress. */
export type Trouble =
  /** Nobody answers on the task queue; `lastPolledAt` is null when nobody polled it in the last 5 minutes. */
  | { kind: 'no-worker'; taskQueue: string; lastPolledAt: string | null }
  /** An activity failed and will be tried again. During an outage of S3, that goes on for as long as the job allows. */
  | { kind: 'retrying'; activity: string; message: string; attempt: number; nextAttemptAt: string | null }
  /** The worker cannot run the workflow's code; its log says why. */
  | { kind: 'workflow-task-failing'; attempt: number }
  | { kind: 'temporal-unreachable'; message: string };

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

/** One sentence for people: what is wrong, and what they can do about it. `now` in epoch milliseconds. */
export function explainTrouble(trouble: Trouble, now: number): string {
  switch (trouble.kind) {
    case 'no-worker':
      return explainNoWorker(trouble.taskQueue, trouble.lastPolledAt, now);
    case 'retrying': {
      const next = trouble.nextAttemptAt ? Math.max(0, -secondsSince(now, trouble.nextAttemptAt)) : 0;
      const when = next > 0 ? `next try in ${next} s` : 'trying now';
      // What changes comes first because the message may be cut off.
      return `attempt ${trouble.attempt}, ${when}: ${trouble.activity}: ${printable(trouble.message)}`;
    }
    case 'workflow-task-failing':
      return `the worker cannot run the workflow (attempt ${trouble.attempt}): its log says why`;
    case 'temporal-unreachable':
      return `Temporal does not answer (${trouble.message}): trying again`;
  }
}

/** A poll lasts a minute. A worker that polled within the last one is busy, or has ended. */
function explainNoWorker(taskQueue: string, lastPolledAt: string | null, now: number): string {
  const seconds = lastPolledAt === null ? Number.POSITIVE_INFINITY : secondsSince(now, lastPolledAt);
  if (seconds < 60) return `the worker that polled task queue ${taskQueue} ${seconds} s ago has not answered yet`;
  return `no worker is polling task queue ${taskQueue}: start one with \`s3-cleanup worker\``;
}

function secondsSince(now: number, past: string): number {
  return Math.round((now - Date.parse(past)) / 1_000);
}

function toIso(time: Timestamp): string | null {
  if (!time?.seconds) return null;
  return new Date(Number(time.seconds) * 1_000 + (time.nanos ?? 0) / 1e6).toISOString();
}
