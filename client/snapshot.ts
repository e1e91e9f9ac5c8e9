import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import type { CleanupStatus } from '../workflows/contract.ts';
import { statusQuery } from '../workflows/messages.ts';
import { findRetrying, findWorkerTrouble, isUnanswered, type Trouble } from './trouble.ts';

export type JobState = 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed-out';

/** A job as it is known from outside. */
export interface CleanupSnapshot {
  workflowId: string;
  runId: string;
  state: JobState;
  /** The workflow's own answer; null when no worker answered, or when the job is over. */
  status: CleanupStatus | null;
  trouble: Trouble | null;
}

/** A worker answers in milliseconds; the next snapshot asks again. */
const ANSWER_WITHIN_MS = 3_000;

/** One look at a job. Without a worker it takes 3 s. */
export async function takeSnapshot(client: Client, workflow: WorkflowHandle): Promise<CleanupSnapshot> {
  const soon = <T>(request: () => Promise<T>) => client.withDeadline(Date.now() + ANSWER_WITHIN_MS, request);
  const description = await soon(() => workflow.describe());
  const { workflowId, runId } = description;
  const state = stateOf(description);
  if (state !== 'running') return { workflowId, runId, state, status: null, trouble: null };
  const status = await soon(() => askStatus(workflow));
  const trouble = status ? findRetrying(description) : await soon(() => findWorkerTrouble(client, description));
  return { workflowId, runId, state, status, trouble };
}

function stateOf({ status }: WorkflowExecutionDescription): JobState {
  const states: Record<string, JobState> = {
    COMPLETED: 'completed',
    FAILED: 'failed',
    CANCELLED: 'cancelled',
    TERMINATED: 'terminated',
    TIMED_OUT: 'timed-out',
  };
  return states[status.name] ?? 'running';
}

async function askStatus(workflow: WorkflowHandle): Promise<CleanupStatus | null> {
  try {
    return await workflow.query(statusQuery);
  } catch (error) {
    if (isUnanswered(error)) return null;
    throw error;
  }
}
