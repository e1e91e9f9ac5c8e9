import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { CleanupInput } from '../workflows/contract.ts';
import { checkCleanup } from '../workflows/request.ts';
import { defaultWorkflowId, detail, summarize } from './description.ts';
import { toCleanupFailure } from './failure.ts';
import { CleanupHandle } from './handle.ts';

export const DEFAULT_TASK_QUEUE = 's3-cleanup';

/** The workflow by its type name: a client needs none of its code. */
export const CLEANUP_WORKFLOW = 'cleanupMultipartUploads';

export interface StartedCleanup extends CleanupHandle {
  runId: string;
  /** The workflow ID was running already; nothing was started, and this is that job, whatever its input was. */
  alreadyRunning: boolean;
}

/** Starts and follows cleanup jobs. Its methods reject with CleanupFailure. */
export class S3CleanupClient {
  readonly #client: Client;
  readonly #taskQueue: string;

  constructor(client: Client, { taskQueue = DEFAULT_TASK_QUEUE }: { taskQueue?: string } = {}) {
    this.#client = client;
    this.#taskQueue = taskQueue;
  }

  /** Default workflow ID: `s3-cleanup/BUCKET[/PREFIX]`. Rejects with InvalidInput before anything is started. */
  async start(input: CleanupInput, { workflowId }: { workflowId?: string } = {}): Promise<StartedCleanup> {
    check(input);
    const id = workflowId ?? defaultWorkflowId(input);
    try {
      const started = await this.#start(input, id);
      const handle = new CleanupHandle(this.#client, started);
      return Object.assign(handle, { runId: started.firstExecutionRunId, alreadyRunning: false });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const handle = this.handle(id);
      const { runId } = await handle.snapshot();
      return Object.assign(handle, { runId, alreadyRunning: true });
    }
  }

  /** A job by its workflow ID; whether there is one shows when it is used. */
  handle(workflowId: string): CleanupHandle {
    return new CleanupHandle(this.#client, this.#client.workflow.getHandle(workflowId));
  }

  #start(input: CleanupInput, workflowId: string) {
    return this.#client.workflow.start(CLEANUP_WORKFLOW, {
      workflowId,
      taskQueue: this.#taskQueue,
      args: [input],
      staticSummary: summarize(input),
      staticDetails: detail(input),
    });
  }
}

function check(input: CleanupInput): void {
  try {
    checkCleanup(input, new Date());
  } catch (error) {
    throw toCleanupFailure(error, '');
  }
}
