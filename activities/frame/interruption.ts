import { setMaxListeners } from 'node:events';
import { Context, cancellationSignal } from '@temporalio/activity';
import type { Clock } from '../s3/clock.ts';

/** How the work of a cancelled activity ends. */
export interface Ending {
  /** Once it is aborted, no request begins any more. */
  readonly stop: AbortSignal;
  /** Once it is aborted, nobody waits for an answer any more. */
  readonly signal: AbortSignal;
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** The requests in flight end with the activity. */
export function endAtOnce(): Ending {
  const signal = cancellationSignal();
  return { stop: signal, signal, run: (work) => work() };
}

/** S3 answers in well under a second. A request that hangs longer is given up. */
const ANSWERS_WITHIN_MS = 5_000;

/** What was given up ends at once, but for a request that still waits for credentials. That one ends with the activity. */
const ENDS_WITHIN_MS = 1_000;

/**
 * Ends an activity in three steps when its workflow cancels it. First nothing more begins, and requests in flight get 5 s for
 * their answers. Then they end, and the activity says what it did. Where it does not, it fails a second later. Any other end,
 * such as a shutdown of the worker, takes all steps at once.
 */
export class Interruption implements Ending {
  readonly stop: AbortSignal;
  readonly signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  readonly #over = new AbortController();
  readonly #end = new AbortController();

  constructor(clock: Clock) {
    this.stop = this.#stop.signal;
    this.signal = this.#abort.signal;
    // Every request in flight adds a listener. Node would warn of a leak at the eleventh.
    setMaxListeners(0, this.stop, this.signal);
    const context = Context.current();
    const { cancellationSignal: cancelled } = context;
    const interrupt = () => {
      this.#stop.abort(cancelled.reason);
      if (!context.cancellationDetails?.cancelRequested) return this.#abortAll(cancelled.reason);
      this.#endInSteps(clock, cancelled.reason).catch(() => {});
    };
    if (cancelled.aborted) interrupt();
    cancelled.addEventListener('abort', interrupt, { once: true, signal: this.#end.signal });
  }

  /** Where a part of the work fails, all of it ends. */
  readonly run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await untilAborted(work(), this.#over.signal);
    } catch (error) {
      this.#abortAll(error);
      throw error;
    } finally {
      this.#end.abort();
    }
  };

  async #endInSteps(clock: Clock, reason: unknown): Promise<void> {
    await clock.sleep(ANSWERS_WITHIN_MS, this.#end.signal);
    this.#abort.abort(reason);
    await clock.sleep(ENDS_WITHIN_MS, this.#end.signal);
    this.#over.abort(reason);
  }

  #abortAll(reason: unknown): void {
    this.#stop.abort(reason);
    this.#abort.abort(reason);
    this.#over.abort(reason);
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
