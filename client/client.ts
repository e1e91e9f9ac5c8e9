import type { Client } from '@temporalio/client';
import { cleanupId, fleetId, TASK_QUEUE } from '../domain/job-id.ts';
import type { CleanupInput, CleanupReport, CleanupStatus } from '../workflows/cleanup/contract.ts';
import type { FleetInput, FleetReport, FleetStatus } from '../workflows/fleet/contract.ts';
import type { PrepareInput, PrepareReport, PrepareStatus } from '../workflows/prepare/contract.ts';
import { type CheckedJob, cleanupJob, fleetJob, preparationJob } from './checked-job.ts';
import { CleanupHandle } from './handle.ts';
import type { ScheduleTimes } from './schedule/times.ts';
import { checkedFleetSchedule, checkedSchedule, deleteSchedule, putSchedule, type Scheduled } from './schedule.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { type Started, startJob } from './start-job.ts';

export type StartedCleanup = CleanupHandle & Started;

export type StartedPreparation = CleanupHandle<PrepareReport, PrepareStatus> & Started;

export type StartedFleet = CleanupHandle<FleetReport, FleetStatus> & Started;

/** What is scheduled: one bucket, or many. */
export type ScheduledJob =
  | Pick<CleanupInput, 'bucket' | 'prefix'>
  | Pick<FleetInput, 'match' | 'buckets' | 'connections'>;

/** Starts and follows cleanup jobs. Its methods reject with CleanupFailure. */
export class S3CleanupClient {
  readonly #client: Client;
  readonly #taskQueue: string;

  constructor(client: Client, { taskQueue = TASK_QUEUE }: { taskQueue?: string } = {}) {
    this.#client = client;
    this.#taskQueue = taskQueue;
  }

  /**
   * Default workflow ID: `s3-cleanup/BUCKET[/PREFIX]`. A job of that ID that runs is joined where it means the same; else
   * rejects with AlreadyRunning. Rejects with InvalidInput before anything is started.
   */
  async start(input: CleanupInput, { workflowId = '' }: { workflowId?: string } = {}): Promise<StartedCleanup> {
    return await this.#start<CleanupReport, CleanupStatus>(cleanupJob(input), workflowId);
  }

  /**
   * Makes a bucket ready for its deletion, or deletes it. Default workflow ID: `s3-cleanup:prepare/BUCKET`. Joins and
   * rejects as `start` does.
   */
  async prepare(input: PrepareInput, { workflowId = '' }: { workflowId?: string } = {}): Promise<StartedPreparation> {
    return await this.#start<PrepareReport, PrepareStatus>(preparationJob(input), workflowId);
  }

  /**
   * Cleans many buckets, by name or by glob. Default workflow ID: `s3-cleanup:fleet/GLOB` or `s3-cleanup:fleet/NAMES`.
   * Joins and rejects as `start` does.
   */
  async fleet(input: FleetInput, { workflowId = '' }: { workflowId?: string } = {}): Promise<StartedFleet> {
    return await this.#start<FleetReport, FleetStatus>(fleetJob(input), workflowId);
  }

  /**
   * Cleans a bucket again and again, one cleanup at a time. A failure pauses the schedule. The schedule has the ID of
   * the workflow that `start` would begin. Rejects with InvalidInput before anything is scheduled.
   */
  async schedule(input: CleanupInput, times: ScheduleTimes): Promise<Scheduled> {
    return await putSchedule(this.#client, checkedSchedule(input, times), this.#taskQueue);
  }

  /**
   * The same for many buckets. A bucket that fails does not pause it: the report tells. The schedule has the ID of the workflow that
   * `fleet` would begin.
   */
  async scheduleFleet(input: FleetInput, times: ScheduleTimes): Promise<Scheduled> {
    return await putSchedule(this.#client, checkedFleetSchedule(input, times), this.#taskQueue);
  }

  /** Ends a schedule; answers its ID. Rejects with NoSuchSchedule. */
  async unschedule(scheduled: ScheduledJob): Promise<string> {
    const scheduleId = 'bucket' in scheduled ? cleanupId(scheduled) : fleetId(scheduled);
    await deleteSchedule(this.#client, scheduleId);
    return scheduleId;
  }

  /** A job by its workflow ID. Its methods reject with NoSuchWorkflow where there is none. */
  handle(workflowId: string): CleanupHandle {
    return new CleanupHandle(this.#client, this.#client.workflow.getHandle(workflowId));
  }

  /** Registers the search attributes of jobs with the namespace. Answers those that were new to it. */
  async registerSearchAttributes(): Promise<string[]> {
    return await registerSearchAttributes(this.#client);
  }

  #start<Report, Status>(job: CheckedJob, workflowId: string): Promise<CleanupHandle<Report, Status> & Started> {
    return startJob(this.#client, job, { taskQueue: this.#taskQueue, workflowId: workflowId || job.workflowId });
  }
}
