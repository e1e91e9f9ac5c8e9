import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { type ApplicationFailure, startChild } from '@temporalio/workflow';
import { WAIT_OR_CANCEL } from '../../domain/wording.ts';
import { failure } from '../durable/failures.ts';
import { limitsSignal, resumeSignal } from '../durable/messages.ts';
import { areTuned, stateToTell } from '../durable/steering.ts';
import type { Preparation } from './job.ts';

export interface ChildAtWork<Report> {
  /** Lets it begin, and waits for its end. */
  finish(): Promise<Report>;
}

/**
 * Starts a child, paused. Its ID is made of the bucket, so no two jobs work on the bucket at once. `input` must hold
 * the limits in force. Fails with AlreadyRunning.
 */
export async function startPaused<Input, Report>(
  job: Preparation,
  child: { type: string; workflowId: string; summary: string },
  input: Input,
): Promise<ChildAtWork<Report>> {
  const { type, workflowId, summary } = child;
  const { state, children, show } = job.steering;
  const told = stateToTell(job.steering);
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
      children.clear();
      children.set(type, handle);
      show();
      if (areTuned(told.limits, state.limits)) await handle.signal(limitsSignal, state.limits);
      if (!state.paused) await handle.signal(resumeSignal);
      const report = await handle.result();
      // A child that fails or is cancelled stays: it alone knows what it counted.
      children.clear();
      show();
      return report;
    },
  };
}

function alreadyRunning({ request }: Preparation, workflowId: string): ApplicationFailure {
  return failure('AlreadyRunning', `${workflowId} works on ${request.target.bucket} already: ${WAIT_OR_CANCEL}`, [
    { workflowId },
  ]);
}
