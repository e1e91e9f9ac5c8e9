import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ApplicationFailure, startChild } from '@temporalio/workflow';
import type { FailureType } from '../../activities/contract.ts';
import { limitsSignal, resumeSignal } from '../durable/messages.ts';
import { show } from './current-details.ts';
import type { Preparation } from './job.ts';

export interface ChildAtWork<Report> {
  /** Lets it begin, and waits for its end. */
  finish(): Promise<Report>;
}

/**
 * Starts a child, paused, under an ID made of the bucket: so no two jobs work on it at once. Fails with AlreadyRunning.
 * Its input takes the limits in force.
 */
export async function startPaused<Input, Report>(
  job: Preparation,
  child: { type: string; workflowId: string; summary: string },
  input: Input,
): Promise<ChildAtWork<Report>> {
  const { type, workflowId, summary } = child;
  const limits = { ...job.state.limits };
  const handle = await startChild<(input: Input) => Promise<Report>>(type, {
    workflowId,
    args: [input],
    staticSummary: summary,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  }).catch((error) => {
    throw error instanceof WorkflowExecutionAlreadyStartedError ? alreadyRunning(job, workflowId) : error;
  });
  return {
    async finish() {
      job.child = handle;
      show(job);
      const { concurrency, requestsPerSecond } = job.state.limits;
      const isTuned = limits.concurrency !== concurrency || limits.requestsPerSecond !== requestsPerSecond;
      if (isTuned) await handle.signal(limitsSignal, job.state.limits);
      if (!job.state.paused) await handle.signal(resumeSignal);
      const report = await handle.result();
      // One that fails or is cancelled stays: what it counted is known to it alone.
      job.child = null;
      show(job);
      return report;
    },
  };
}

function alreadyRunning({ request }: Preparation, workflowId: string): ApplicationFailure {
  const type: FailureType = 'AlreadyRunning';
  return ApplicationFailure.create({
    type,
    message: `${workflowId} works on ${request.target.bucket} already: wait for its end or cancel it, then start again`,
    nonRetryable: true,
    details: [{ workflowId }],
  });
}
