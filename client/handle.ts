import type { Client, WorkflowHandle } from '@temporalio/client';
import type { CleanupReport, CleanupStatus, LimitsInForce, Tune } from '../workflows/cleanup/contract.ts';
import { pauseSignal, resumeSignal, statusQuery, tuneUpdate } from '../workflows/durable/messages.ts';
import { checkTune } from '../workflows/durable/tune.ts';
import { CleanupFailure, toCleanupFailure } from './failure.ts';
import { type FollowOptions, follow } from './follow.ts';
import { type CleanupSnapshot, stateOf, takeSnapshot } from './snapshot.ts';
import { findWorkerTrouble, isUnanswered } from './trouble/find-trouble.ts';
import { explainTrouble } from './trouble/trouble.ts';

/** A worker answers in milliseconds. One that replays a long history takes seconds. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * One job. Methods reject with CleanupFailure, or with Temporal's own error when it cannot be reached. Those that change the job reject
 * with AlreadyEnded once it has ended.
 */
export class CleanupHandle<Report = CleanupReport, Status = CleanupStatus> {
  readonly workflowId: string;
  readonly #client: Client;
  readonly #workflow: WorkflowHandle;

  constructor(client: Client, workflow: WorkflowHandle) {
    this.#client = client;
    this.#workflow = workflow;
    this.workflowId = workflow.workflowId;
  }

  /** Waits for the end of the job, over all its runs. */
  result(): Promise<Report> {
    return this.#askForEnd(() => this.#workflow.result() as Promise<Report>);
  }

  /** How far the job is. A worker answers it; fails with NoWorker after 10 s without one. */
  status(): Promise<Status> {
    return this.#askWorker(() => this.#workflow.query<Status>(statusQuery.name));
  }

  /**
   * The state of the job as Temporal knows it, and as a worker does where one answers. Waits at most 3 s for a worker.
   */
  snapshot(): Promise<CleanupSnapshot> {
    return this.#ask(() => takeSnapshot(this.#client, this.#workflow));
  }

  /** Starts no further requests; those in flight finish. */
  pause(): Promise<void> {
    return this.#change(() => this.#workflow.signal(pauseSignal));
  }

  resume(): Promise<void> {
    return this.#change(() => this.#workflow.signal(resumeSignal));
  }

  /** Changes limits, and answers those in force. Fails with InvalidInput, or with NoWorker after 10 s without one. */
  async tune(tune: Tune): Promise<LimitsInForce> {
    const checked = checkTune(tune);
    return await this.#change(() =>
      this.#askWorker(() => this.#workflow.executeUpdate(tuneUpdate, { args: [checked] })),
    );
  }

  /** Asks the job to stop. What is aborted by then stays aborted. */
  async cancel(): Promise<void> {
    await this.#change(() => this.#workflow.cancel());
  }

  /** The report of a finished job. Fails as the job did, or with StillRunning. */
  async report(): Promise<Report> {
    const { status } = await this.#ask(() => this.#workflow.describe());
    if (status.name !== 'RUNNING') return await this.result();
    throw new CleanupFailure('StillRunning', `${this.workflowId} is still running: it has no report yet`);
  }

  /**
   * Gives `onSnapshot` the state of the job about once a second, and less often after a minute, until the job ends.
   * Answers as `result` does. Waits through an outage of Temporal, which snapshots tell. Rejects with the reason of the
   * signal, which ends the following, not the job.
   */
  follow(onSnapshot: (snapshot: CleanupSnapshot) => void, options: FollowOptions = {}): Promise<Report> {
    return this.#askForEnd(() => follow(this.#client, this.#workflow, onSnapshot, options));
  }

  /**
   * Of a job that has ended, nothing can be changed: Temporal would accept the cancellation all the same. Reads the memo, too: what cannot
   * be read here would be written for everybody to read.
   */
  #change<T>(request: () => Promise<T>): Promise<T> {
    return this.#ask(async () => {
      const state = stateOf(await this.#workflow.describe());
      if (state === 'running') return await request();
      throw new CleanupFailure('AlreadyEnded', `${this.workflowId} has ended already: ${state}`);
    });
  }

  async #ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw toCleanupFailure(error, this.workflowId);
    }
  }

  /** A cancelled job has no report. The details of its failure are its last status, which says what it had done. */
  async #askForEnd<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await this.#ask(request);
    } catch (error) {
      if (!(error instanceof CleanupFailure) || error.type !== 'Cancelled') throw error;
      const { status: details } = await this.snapshot().catch(() => ({ status: null }));
      throw new CleanupFailure(error.type, error.message, { details, cause: error.cause });
    }
  }

  #askWorker<T>(request: () => Promise<T>): Promise<T> {
    return this.#ask(async () => {
      try {
        return await this.#client.withDeadline(Date.now() + ANSWER_WITHIN_MS, request);
      } catch (error) {
        if (!isUnanswered(error)) throw error;
        const trouble = await findWorkerTrouble(this.#client, await this.#workflow.describe());
        throw new CleanupFailure('NoWorker', explainTrouble(trouble, Date.now()), { cause: error });
      }
    });
  }
}
