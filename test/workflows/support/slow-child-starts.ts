import { condition, type WorkflowInterceptors } from '@temporalio/workflow';

/**
 * Interceptors of workflows: a child is started no sooner than its parent got a signal, which so comes meanwhile. The
 * first range of a job does not wait.
 */
export function interceptors(): WorkflowInterceptors {
  let isSignalled = false;
  return {
    inbound: [
      {
        async handleSignal(input, next) {
          await next(input);
          isSignalled = true;
        },
      },
    ],
    outbound: [
      {
        async startChildWorkflowExecution(input, next) {
          await condition(() => isSignalled || input.options.workflowId.startsWith('s3-cleanup:range-1:'));
          return next(input);
        },
      },
    ],
  };
}
