import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TASK_QUEUE } from '../domain/job-id.ts';
import { differencesOf, memoOf } from '../workflows/job-memo.ts';
import { ofAnotherKind, ofAnotherMeaning, ofUnknownInput } from './already-running.ts';
import type { CheckedJob } from './checked-job.ts';
import { checkConverter } from './connection/check-converter.ts';
import { detail } from './description.ts';
import { CleanupHandle } from './handle.ts';
import { priorityOf } from './priority.ts';
import { explainRefusal, firstSearchAttributes } from './search-attributes.ts';

/** A job that was started, or found running. */
export interface Started {
  runId: string;
  /** The workflow ID was running already; nothing was started, and this is that job. Its pace may differ. */
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
 * is about other uploads, does something else, or where its input is not known; with DataConverterDiffers where the
 * workers encode their payloads, and the client does not, or the other way round.
 */
export async function startJob<Report, Status>(
  client: Client,
  job: CheckedJob,
  { taskQueue = TASK_QUEUE, workflowId = job.workflowId }: StartOptions = {},
): Promise<CleanupHandle<Report, Status> & Started> {
  const { type, summary, input } = job;
  await checkConverter(client, taskQueue);
  try {
    const started = await client.workflow.start(type, {
      workflowId,
      taskQueue,
      args: [input],
      staticSummary: summary,
      staticDetails: detail(input),
      memo: memoOf(input),
      ...priorityOf(client, input),
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
  if (type !== job.type) throw ofAnotherKind(workflowId, type);
  const differences = differencesOf(memo, job.input);
  if (!differences) throw ofUnknownInput(workflowId);
  if (differences.length > 0) throw ofAnotherMeaning(workflowId, differences);
  return Object.assign(new CleanupHandle<Report, Status>(client, running), { runId, alreadyRunning: true });
}
