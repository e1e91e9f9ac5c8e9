import { CancelledFailure, TemporalFailure } from '@temporalio/common';
import type { ActivityTask } from './activity-task.ts';
import { as, simulation } from './current.ts';
import { VirtualController } from './globals.ts';

/** A worker. When it crashes, its attempts never answer, and what they asked of S3 may still be done. */
export interface Worker {
  isUp: boolean;
  readonly activities: Record<string, (input: never) => Promise<unknown>>;
}

/** The activity whose answers others read in history. */
export const LISTING = 'listUploads';

const WAY_MS = 30;

/** Of the timeout: how often heartbeats are sent. Those in between are sent at the end of that time. (SDK: 0.8.) */
const THROTTLE = 0.8;

/** One try of an activity, on one worker. */
export class Attempt {
  readonly task: ActivityTask;
  readonly worker: Worker;
  readonly number: number;
  readonly cancellation: VirtualController;
  /** What the context of the activity says. */
  readonly context: object;
  readonly info: { activityType: string; attempt: number; startToCloseTimeoutMs: number; heartbeatDetails: unknown };
  readonly cancellationDetails: { cancelRequested?: boolean; notFound?: boolean } = {};
  #unsent: string | undefined;
  #isThrottled = false;
  /** When the last heartbeat comes to the server. */
  #arrivesAt = Number.NEGATIVE_INFINITY;
  #isDone = false;

  constructor(task: ActivityTask, worker: Worker) {
    this.task = task;
    this.worker = worker;
    this.number = task.attempts;
    this.cancellation = new VirtualController();
    Object.assign(this.cancellation.signal, { owner: this });
    const heartbeatDetails = task.details === undefined ? undefined : JSON.parse(task.details);
    const { startToCloseMs: startToCloseTimeoutMs } = task;
    this.info = { activityType: task.type, attempt: this.number, startToCloseTimeoutMs, heartbeatDetails };
    const { signal } = this.cancellation;
    this.context = {
      info: this.info,
      cancellationSignal: signal,
      cancellationDetails: this.cancellationDetails,
      heartbeat: (details: unknown) => this.#heartbeat(details),
      client: clientOf(task.run),
    };
  }

  /** The server waits for its answer. */
  get isAwaited(): boolean {
    return this.task.attempt === this && this.worker.isUp && !this.task.run.isClosed;
  }

  begin(): void {
    const { type, input } = this.task;
    const activity = this.worker.activities[type] as (input: never) => Promise<unknown>;
    simulation.server.trace(`> ${this.task.name}${this.number > 1 ? `, attempt ${this.number}` : ''}`);
    as(this, () => {
      activity(JSON.parse(input) as never).then(
        (answer) => this.#ended(() => this.task.completed(this, JSON.stringify(answer))),
        (error: unknown) => {
          if (!(error instanceof TemporalFailure)) simulation.server.watch.wentWrong(`the activity ${type}`, error);
          this.#ended(() => {
            if (this.#unsent !== undefined) this.task.heartbeat(this, this.#unsent);
            this.task.failed(this, error);
          });
        },
      );
    });
  }

  #ended(tell: () => void): void {
    this.#isDone = true;
    if (!this.worker.isUp) return;
    const { scheduler, server } = simulation;
    // The SDK tells the end when the heartbeat that is under way is answered (sdk-core: activity_heartbeat_manager.rs, evict).
    const way = Math.max(server.delay(WAY_MS), this.#arrivesAt + 1 - scheduler.now);
    scheduler.after(way, () => this.worker.isUp && tell());
  }

  #heartbeat(details: unknown): void {
    this.#unsent = JSON.stringify(details);
    if (!this.#isThrottled) this.#send();
  }

  #send(): void {
    const details = this.#unsent as string;
    this.#unsent = undefined;
    this.#isThrottled = true;
    const { scheduler, server } = simulation;
    if (!server.areHeartbeatsLost()) {
      const way = server.delay(WAY_MS);
      this.#arrivesAt = scheduler.now + way;
      scheduler.after(way, () => this.#reach(details));
    }
    scheduler.after((this.task.heartbeatMs ?? 0) * THROTTLE, () => {
      this.#isThrottled = false;
      if (this.#unsent !== undefined && this.worker.isUp && !this.#isDone) this.#send();
    });
  }

  #reach(details: string): void {
    const isKnown = this.task.heartbeat(this, details);
    if (!isKnown) this.#cancel({ notFound: true });
    else if (this.task.isCancelRequested) this.#cancel({ cancelRequested: true });
  }

  #cancel(details: Attempt['cancellationDetails']): void {
    if (this.#isDone || this.cancellation.signal.aborted) return;
    Object.assign(this.cancellationDetails, details);
    const message = details.notFound ? 'NOT_FOUND' : 'CANCELLED';
    as(this, () => this.cancellation.abort(new CancelledFailure(message)));
  }
}

/** As much of Temporal's client as reads the history of a run. It is not reached where heartbeats are lost. */
function clientOf({ listings }: ActivityTask['run']): object {
  const fetchHistory = async () => {
    if (simulation.server.areHeartbeatsLost()) throw new Error('UNAVAILABLE');
    const events = listings.map((answer, eventId) => [
      { eventId, activityTaskScheduledEventAttributes: { activityType: { name: LISTING } } },
      { activityTaskCompletedEventAttributes: { scheduledEventId: eventId, result: { payloads: [answer] } } },
    ]);
    return { events: events.flat() };
  };
  return {
    options: { loadedDataConverter: { payloadCodecs: [], payloadConverter: { fromPayload: JSON.parse } } },
    workflow: { getHandle: () => ({ fetchHistory }) },
  };
}
