import { ApplicationFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { startWorkflow, WorkflowRunOperationHandler } from '@temporalio/nexus';
import { type StartOperationContext, serviceHandler } from 'nexus-rpc';
import { cleanupId } from '../domain/job-id.ts';
import { WAIT_OR_CANCEL } from '../domain/wording.ts';
import { CLEANUP_WORKFLOW } from '../domain/workflow-types.ts';
import type { CleanupInput, CleanupReport } from '../workflows/cleanup/contract.ts';
import { checkCleanup } from '../workflows/cleanup/request.ts';
import { memoOf } from '../workflows/job-memo.ts';
import { s3CleanupService } from '../workflows/nexus-service.ts';

/** The service `S3Cleanup`. Its operations are workflows on the task queue of the worker. */
export const s3CleanupHandler = serviceHandler(s3CleanupService, {
  cleanup: new WorkflowRunOperationHandler<CleanupInput, CleanupReport>(startCleanup),
});

type Cleanup = (input: CleanupInput) => Promise<CleanupReport>;

async function startCleanup(context: StartOperationContext, input: CleanupInput) {
  checkCleanup(input, new Date());
  const workflowId = cleanupId(input);
  try {
    return await startWorkflow<Cleanup>(context, CLEANUP_WORKFLOW, { workflowId, args: [input], memo: memoOf(input) });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const message = `${workflowId} is running: ${WAIT_OR_CANCEL}`;
    throw ApplicationFailure.create({ type: 'AlreadyRunning', message, nonRetryable: true, cause: error });
  }
}
