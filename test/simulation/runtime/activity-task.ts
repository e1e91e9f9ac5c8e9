import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time';
import type { ActivityOptions } from '@temporalio/workflow';
import { Attempt, LISTING } from './attempt.ts';
import { simulation } from './current.ts';
import { acrossTheWire } from './failures.ts';
import type { Run } from './run.ts';
import { cancel, type Due } from './scheduler.ts';

/** From the task to the worker, or back. */
const WAY_MS = 30;

/** An activity as the server knows it: it is tried until it answers, its time is over or it is to be cancelled. */
export class ActivityTask {
  readonly run: Run;
  readonly type: string;
  readonly input: string;
  readonly heartbeatMs: number | undefined;
  readonly startToCloseMs: number;
  attempts = 0;
  /** As JSON, of the last attempt that sent any. */
  details: string | undefined;
  isCancelRequested = false;
  /** The attempt that the server waits for. */
  attempt: Attempt | undefined;
  readonly #options: ActivityOptions;
  readonly #promise: Settle;
  #scheduledAt = 0;
  #isSent = false;
  #isOver = false;
  #lastFailure: Error | undefined;
  /** The next attempt, where one is waited for. */
  #next: Due | undefined;
  #timeouts: Record<'startToClose' | 'heartbeat' | 'scheduleToClose', Due | undefined> = {
    startToClose: undefined,
    heartbeat: undefined,
    scheduleToClose: undefined,
  };

  constructor(run: Run, type: string, input: string, options: ActivityOptions, promise: Settle) {
    this.run = run;
    this.type = type;
    this.input = input;
    this.#options = options;
    this.#promise = promise;
    this.heartbeatMs = milliseconds(options.heartbeatTimeout);
    this.startToCloseMs = milliseconds(options.startToCloseTimeout ?? options.scheduleToCloseTimeout) as number;
  }

  /** What it is about, as Temporal's UI says it. */
  get name(): string {
    return `${this.type}: ${this.#options.summary ?? ''}`;
  }

  schedule(): void {
    this.run.grow(1, this.input.length);
    if (this.isCancelRequested) {
      this.#end(() => this.#promise.reject(this.#failure(new CancelledFailure('Cancelled'))));
      return;
    }
    this.#isSent = true;
    this.#scheduledAt = simulation.scheduler.now;
    this.#timeouts.scheduleToClose = this.#timeout(this.#options.scheduleToCloseTimeout, 'SCHEDULE_TO_CLOSE');
    this.#tryIn(0);
  }

  requestCancel(): void {
    this.isCancelRequested = true;
    // The server cancels at once what no worker has begun.
    if (this.#isSent && !this.#isOver && !this.attempt) {
      this.#end(() => this.#promise.reject(this.#failure(new CancelledFailure('Cancelled'))));
    }
  }

  /** A heartbeat that has reached the server; false where the server knows the attempt no more. */
  heartbeat(attempt: Attempt, details: string): boolean {
    if (this.attempt !== attempt || this.run.isClosed) return false;
    this.details = details;
    cancel(this.#timeouts.heartbeat);
    this.#timeouts.heartbeat = this.#timeout(this.heartbeatMs, 'HEARTBEAT');
    return true;
  }

  completed(attempt: Attempt, answer: string): void {
    if (this.attempt !== attempt) return;
    this.run.grow(1, answer.length);
    if (this.type === LISTING) this.run.listings.push(answer);
    simulation.server.trace(`< ${this.name}: ${answer.slice(0, 200)}`);
    simulation.server.watch.completed(this.type);
    this.#end(() => this.#promise.resolve(JSON.parse(answer)));
  }

  failed(attempt: Attempt, error: unknown): void {
    if (this.attempt !== attempt) return;
    this.#closeAttempt();
    const failure = acrossTheWire(error);
    const isRetryable =
      failure instanceof ApplicationFailure ? !failure.nonRetryable : failure instanceof TimeoutFailure;
    const isCancelled = failure instanceof CancelledFailure && this.isCancelRequested;
    const wait = this.#waitBeforeRetry(failure);
    if (!isRetryable || isCancelled || this.isCancelRequested || wait === undefined) {
      simulation.server.trace(`< ${this.name}: ${failure.name} ${failure.message.slice(0, 100)}`);
      const isUsedUp = isRetryable && !this.isCancelRequested && this.#areAttemptsUsedUp();
      const state = isUsedUp ? RetryState.MAXIMUM_ATTEMPTS_REACHED : RetryState.IN_PROGRESS;
      this.#end(() => this.#promise.reject(this.#failure(failure, state)));
      return;
    }
    this.#lastFailure = failure;
    simulation.server.trace(`< ${this.name}: ${failure.message.slice(0, 80)}; again in ${Math.round(wait)} ms`);
    this.#tryIn(wait);
  }

  #tryIn(wait: number): void {
    this.#next = simulation.scheduler.after(wait + simulation.server.delay(WAY_MS), () => {
      this.#next = undefined;
      simulation.server.whenWorkerIsUp((worker) => {
        if (this.#isOver || this.run.isClosed) return;
        this.attempts += 1;
        this.attempt = new Attempt(this, worker);
        this.#timeouts.startToClose = this.#timeout(this.startToCloseMs, 'START_TO_CLOSE');
        this.#timeouts.heartbeat = this.#timeout(this.heartbeatMs, 'HEARTBEAT');
        this.attempt.begin();
      });
    });
  }

  #areAttemptsUsedUp(): boolean {
    const { maximumAttempts } = this.#options.retry ?? {};
    return maximumAttempts !== undefined && this.attempts >= maximumAttempts;
  }

  /** Undefined where it is not tried again: attempts or time are used up. */
  #waitBeforeRetry(failure: Error): number | undefined {
    const { retry = {}, scheduleToCloseTimeout } = this.#options;
    const { initialInterval = '1s', backoffCoefficient = 2, maximumInterval } = retry;
    if (this.#areAttemptsUsedUp()) return undefined;
    const grown = (milliseconds(initialInterval) as number) * backoffCoefficient ** (this.attempts - 1);
    const asked = failure instanceof ApplicationFailure ? milliseconds(failure.nextRetryDelay ?? undefined) : undefined;
    const wait = asked ?? Math.min(grown, milliseconds(maximumInterval) ?? 100_000);
    const left =
      (milliseconds(scheduleToCloseTimeout) ?? Number.POSITIVE_INFINITY) + this.#scheduledAt - simulation.scheduler.now;
    return wait > left ? undefined : wait;
  }

  #timeout(duration: Duration, kind: 'START_TO_CLOSE' | 'HEARTBEAT' | 'SCHEDULE_TO_CLOSE'): Due | undefined {
    const after = milliseconds(duration);
    return after === undefined ? undefined : simulation.scheduler.after(after, () => this.#timedOut(kind));
  }

  #timedOut(kind: 'START_TO_CLOSE' | 'HEARTBEAT' | 'SCHEDULE_TO_CLOSE'): void {
    simulation.server.trace(`${this.name} timed out: ${kind}`);
    const { attempt } = this;
    const details = this.details === undefined ? undefined : JSON.parse(this.details);
    const failure = new TimeoutFailure(`activity ${kind} timeout`, details, kind);
    if (kind === 'SCHEDULE_TO_CLOSE') {
      Object.assign(failure, { cause: this.#lastFailure });
      this.#end(() => this.#promise.reject(this.#failure(failure)));
    } else if (attempt) this.failed(attempt, failure);
  }

  #closeAttempt(): void {
    this.attempt = undefined;
    cancel(this.#timeouts.startToClose);
    cancel(this.#timeouts.heartbeat);
  }

  #end(deliver: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#closeAttempt();
    cancel(this.#timeouts.scheduleToClose);
    cancel(this.#next);
    this.run.answer(deliver);
  }

  #failure(cause: Error, state: RetryState = RetryState.IN_PROGRESS): ActivityFailure {
    return new ActivityFailure('Activity task failed', this.type, '', state, '', cause);
  }
}

type Duration = ActivityOptions['startToCloseTimeout'];

function milliseconds(duration: Duration): number | undefined {
  return duration === undefined ? undefined : msToNumber(duration);
}

interface Settle {
  resolve(answer: unknown): void;
  reject(failure: unknown): void;
}
