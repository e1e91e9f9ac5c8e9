import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import type { CleanupStatus } from '../workflows/cleanup/contract.ts';
import { statusQuery } from '../workflows/durable/messages.ts';
import type { FleetStatus } from '../workflows/fleet/contract.ts';
import type { PrepareStatus } from '../workflows/prepare/contract.ts';
import { askChild, withCountsOf, withRanges } from './child-status.ts';
import { askFleet, type FleetSnapshot, isFleet } from './fleet-snapshot.ts';
import { findRetrying, findWorkerTrouble, isUnanswered } from './trouble/find-trouble.ts';
import { type Trouble, toldIn } from './trouble/trouble.ts';

export type JobState = 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed-out';

/** A job as it is known from outside. */
export interface CleanupSnapshot {
  workflowId: string;
  runId: string;
  state: JobState;
  /**
   * What the workflow answers, with the counts of the children at work. Null when no worker answered, and when the job
   * has ended in another way than by cancellation.
   */
  status: CleanupStatus | PrepareStatus | null;
  /** Present for a cleanup of many buckets; its `status` is null. */
  fleet?: FleetSnapshot;
  trouble: Trouble | null;
}

/** A worker answers in milliseconds. Where it does not, the next snapshot asks again. */
const ANSWER_WITHIN_MS = 3_000;

/** One look at a job. Without a worker it takes 3 s. */
export async function takeSnapshot(client: Client, workflow: WorkflowHandle): Promise<CleanupSnapshot> {
  const soon = <T>(request: () => Promise<T>) => client.withDeadline(Date.now() + ANSWER_WITHIN_MS, request);
  const description = await soon(() => workflow.describe());
  const { workflowId, runId } = description;
  const state = stateOf(description);
  if (state !== 'running' && state !== 'cancelled') return { workflowId, runId, state, status: null, trouble: null };
  const status = await soon(() => askStatus(workflow));
  if (isFleet(status)) {
    const { fleet, trouble } = await askFleet(client, status, soon);
    return {
      workflowId,
      runId,
      state,
      status: null,
      fleet,
      trouble: (await findRetrying(client, description)) ?? trouble ?? toldIn(status),
    };
  }
  const child = status && 'child' in status && status.child ? await askChild(client, status.child, soon) : null;
  const counted = status && child ? withCountsOf(child.status, status) : status;
  const known = { workflowId, runId, state, status: counted && (await withRanges(client, counted, soon)) };
  if (state === 'cancelled') return { ...known, trouble: null };
  if (!status) return { ...known, trouble: await soon(() => findWorkerTrouble(client, description)) };
  return { ...known, trouble: (await findRetrying(client, description)) ?? child?.trouble ?? toldIn(status) };
}

/** As Temporal knows it; a run that another one has followed is not the end. */
export function stateOf({ status }: WorkflowExecutionDescription): JobState {
  const states: Record<string, JobState> = {
    COMPLETED: 'completed',
    FAILED: 'failed',
    CANCELLED: 'cancelled',
    TERMINATED: 'terminated',
    TIMED_OUT: 'timed-out',
  };
  return states[status.name] ?? 'running';
}

async function askStatus(workflow: WorkflowHandle): Promise<CleanupStatus | PrepareStatus | FleetStatus | null> {
  try {
    return await workflow.query<CleanupStatus | PrepareStatus | FleetStatus>(statusQuery.name);
  } catch (error) {
    if (isUnanswered(error)) return null;
    throw error;
  }
}
