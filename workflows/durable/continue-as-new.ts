import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { CleanupInput, CleanupReport } from '../cleanup/contract.ts';
import { type Job, nextInput } from '../cleanup/job.ts';
import { HISTORY_BYTES_BEFORE_DRAINING } from './policies.ts';

/** Hands the job to a new run when the history of this one has grown long. */
export async function continueAsNewIfLong(job: Job): Promise<void> {
  if (!isLong(job)) return;
  await condition(allHandlersFinished);
  await continueAsNew<(input: CleanupInput) => Promise<CleanupReport>>(nextInput(job));
}

/** True when no more uploads should be taken on: what is in hand still has to be verified in this run. */
export function isLong({ taken, request }: Job): boolean {
  const { historySize, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historySize > HISTORY_BYTES_BEFORE_DRAINING || taken >= request.uploadsPerRun;
}
