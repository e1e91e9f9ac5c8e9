import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TASK_QUEUE } from '../domain/job-id.ts';
import { WAIT_OR_CANCEL } from '../domain/wording.ts';
import type { CheckedJob } from './checked-job.ts';
import { detail } from './description.ts';
import { CleanupFailure } from './failure.ts';
import { CleanupHandle } from './handle.ts';
import { doesTheSame, memoOf } from './memo.ts';
import { explainRefusal, firstSearchAttributes } from './search-attributes.ts';

/** A job that was started, or found running. */
export interface Started {
  runId: string;
  /** The workflow ID was running already; nothing was started, and this is that job, whatever its input was. */
  alreadyRunning: boolean;
}

export interface StartOptions {
  /** Default: `s3-cleanup`. */
  taskQueue?: string;
  /** Default: that of the job. */
  workflowId?: string;
}

/**
 * Starts a job, or finds the one of that ID that runs. Rejects with AlreadyRunning where that one is of another kind,
 * or does something else to the bucket.
 */
export async function startJob<Report, Status>(
  client: Client,
  job: CheckedJob,
  { taskQueue = TASK_QUEUE, workflowId = job.workflowId }: StartOptions = {},
): Promise<CleanupHandle<Report, Status> & Started> {
  const { type, summary, input } = job;
  try {
    const started = await client.workflow.start(type, {
      workflowId,
      taskQueue,
      args: [input],
      staticSummary: summary,
      staticDetails: detail(input),
      memo: memoOf(input),
      ...firstSearchAttributes(input),
    });
    const handle = new CleanupHandle<Report, Status>(client, started);
    return Object.assign(handle, { runId: started.firstExecutionRunId, alreadyRunning: false });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw await explainRefusal(client, error);
    return await joinRunning(client, job, workflowId);
  }
}

async function joinRunning<Report, Status>(
  client: Client,
  job: CheckedJob,
  workflowId: string,
): Promise<CleanupHandle<Report, Status> & Started> {
  const running = client.workflow.getHandle(workflowId);
  const { runId, type, memo } = await running.describe();
  if (type !== job.type) throw alreadyRunning(workflowId, `as a ${type}`);
  if (!doesTheSame(memo, job.input)) throw alreadyRunning(workflowId, 'and does something else to the bucket');
  return Object.assign(new CleanupHandle<Report, Status>(client, running), { runId, alreadyRunning: true });
}

function alreadyRunning(workflowId: string, how: string): CleanupFailure {
  const message = `${workflowId} runs already, ${how}: ${WAIT_OR_CANCEL}`;
  return new CleanupFailure('AlreadyRunning', message, { details: { workflowId } });
}
