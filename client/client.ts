import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { cleanupId, fleetId, preparationId, TASK_QUEUE } from '../domain/job-id.ts';
import { CLEANUP_WORKFLOW, FLEET_WORKFLOW, PREPARATION_WORKFLOW } from '../domain/workflow-types.ts';
import type { CleanupInput, Duration } from '../workflows/cleanup/contract.ts';
import { checkCleanup } from '../workflows/cleanup/request.ts';
import type { FleetInput, FleetReport, FleetStatus } from '../workflows/fleet/contract.ts';
import { checkFleet } from '../workflows/fleet/request.ts';
import type { PrepareInput, PrepareReport, PrepareStatus } from '../workflows/prepare/contract.ts';
import { checkPrepare } from '../workflows/prepare/request.ts';
import { detail, summarize, summarizeFleet, summarizePreparation } from './description.ts';
import { CleanupFailure, toCleanupFailure } from './failure.ts';
import { CleanupHandle } from './handle.ts';
import { doesTheSame, memoOf } from './memo.ts';
import { checkSchedule, deleteSchedule, putSchedule, type Scheduled } from './schedule.ts';
import { explainRefusal, firstSearchAttributes, registerSearchAttributes } from './search-attributes.ts';

/** A job that was started, or found running. */
export interface Started {
  runId: string;
  /** The workflow ID was running already; nothing was started, and this is that job, whatever its input was. */
  alreadyRunning: boolean;
}

export type StartedCleanup = CleanupHandle & Started;

export type StartedPreparation = CleanupHandle<PrepareReport, PrepareStatus> & Started;

export type StartedFleet = CleanupHandle<FleetReport, FleetStatus> & Started;

/** Starts and follows cleanup jobs. Its methods reject with CleanupFailure. */
export class S3CleanupClient {
  readonly #client: Client;
  readonly #taskQueue: string;

  constructor(client: Client, { taskQueue = TASK_QUEUE }: { taskQueue?: string } = {}) {
    this.#client = client;
    this.#taskQueue = taskQueue;
  }

  /** Default workflow ID: `s3-cleanup/BUCKET[/PREFIX]`. Rejects with InvalidInput before anything is started. */
  start(input: CleanupInput, { workflowId = '' }: { workflowId?: string } = {}): Promise<StartedCleanup> {
    return this.#begin({
      type: CLEANUP_WORKFLOW,
      check: () => checkCleanup(input, new Date()),
      workflowId: () => workflowId || cleanupId(input),
      summary: () => summarize(input),
      input,
    });
  }

  /**
   * Makes a bucket ready for its deletion, or deletes it. Default workflow ID: `s3-cleanup/BUCKET/prepare`. Rejects with
   * AlreadyRunning where that does something else to the bucket, with InvalidInput before anything is started.
   */
  prepare(input: PrepareInput, { workflowId = '' }: { workflowId?: string } = {}): Promise<StartedPreparation> {
    return this.#begin({
      type: PREPARATION_WORKFLOW,
      check: () => checkPrepare(input, new Date()),
      workflowId: () => workflowId || preparationId(input.bucket),
      summary: () => summarizePreparation(input),
      input,
    });
  }

  /**
   * Cleans many buckets, by name or by glob. Default workflow ID: `s3-cleanup/fleet:GLOB` or `s3-cleanup/fleet:NAMES`.
   * Rejects with InvalidInput before anything is started.
   */
  fleet(input: FleetInput, { workflowId = '' }: { workflowId?: string } = {}): Promise<StartedFleet> {
    return this.#begin({
      type: FLEET_WORKFLOW,
      check: () => checkFleet(input, new Date()),
      workflowId: () => workflowId || fleetId(input),
      summary: () => summarizeFleet(input),
      input,
    });
  }

  /**
   * Cleans a bucket again and again. One at a time; a failure pauses the schedule. Schedule ID: that of `start`'s
   * workflow. Rejects with InvalidInput before anything is scheduled.
   */
  async schedule(input: CleanupInput, { every }: { every: Duration }): Promise<Scheduled> {
    checked(() => checkCleanup(input, new Date()));
    return await putSchedule(this.#client, {
      scheduleId: cleanupId(input),
      workflowType: CLEANUP_WORKFLOW,
      taskQueue: this.#taskQueue,
      input,
      every: checkSchedule(input, every),
    });
  }

  /** Ends a schedule; answers its ID. Rejects with NoSuchSchedule. */
  async unschedule(scheduled: Pick<CleanupInput, 'bucket' | 'prefix'>): Promise<string> {
    const scheduleId = cleanupId(scheduled);
    await deleteSchedule(this.#client, scheduleId);
    return scheduleId;
  }

  /** A job by its workflow ID; whether there is one shows when it is used. */
  handle(workflowId: string): CleanupHandle {
    return new CleanupHandle(this.#client, this.#client.workflow.getHandle(workflowId));
  }

  /** Makes the search attributes of jobs known to the namespace; answers those that it did not know. */
  async registerSearchAttributes(): Promise<string[]> {
    return await registerSearchAttributes(this.#client);
  }

  async #begin<Report, Status>(job: JobToStart): Promise<CleanupHandle<Report, Status> & Started> {
    checked(job.check);
    const workflowId = job.workflowId();
    try {
      const started = await this.#client.workflow.start(job.type, {
        workflowId,
        taskQueue: this.#taskQueue,
        args: [job.input],
        staticSummary: job.summary(),
        staticDetails: detail(job.input),
        memo: memoOf(job.input),
        ...firstSearchAttributes(job.input),
      });
      const handle = new CleanupHandle<Report, Status>(this.#client, started);
      return Object.assign(handle, { runId: started.firstExecutionRunId, alreadyRunning: false });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw await explainRefusal(this.#client, error);
      const running = this.#client.workflow.getHandle(workflowId);
      const { runId, type, memo } = await running.describe();
      if (type !== job.type) throw alreadyRunning(workflowId, `as a ${type}`);
      if (!doesTheSame(memo, job.input)) throw alreadyRunning(workflowId, 'and does something else to the bucket');
      return Object.assign(new CleanupHandle<Report, Status>(this.#client, running), { runId, alreadyRunning: true });
    }
  }
}

/** Functions of an input are called once it is checked. */
interface JobToStart {
  type: string;
  check: () => unknown;
  workflowId: () => string;
  summary: () => string;
  input: object;
}

function alreadyRunning(workflowId: string, how: string): CleanupFailure {
  const message = `${workflowId} runs already, ${how}: wait for its end or cancel it, then start again`;
  return new CleanupFailure('AlreadyRunning', message, { details: { workflowId } });
}

function checked(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw toCleanupFailure(error, '');
  }
}
