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

/** S3 answers in well under a second. A request that hangs longer is given up, and the activity with it. */
const ANSWERS_WITHIN_MS = 5_000;

/**
 * Ends an activity in two steps when its workflow cancels it. First nothing more begins, and requests in flight get 5 s
 * for their answers, so that the activity can say what it did. Then they end, too. Any other end, such as a shutdown of
 * the worker, takes both steps at once.
 */
export class Interruption implements Ending {
  readonly stop: AbortSignal;
  readonly signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
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
      clock.sleep(ANSWERS_WITHIN_MS, this.#end.signal).then(
        () => this.#abortAll(cancelled.reason),
        () => {},
      );
    };
    if (cancelled.aborted) interrupt();
    cancelled.addEventListener('abort', interrupt, { once: true, signal: this.#end.signal });
  }

  /** Where a part of the work fails, all of it ends. */
  readonly run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await untilAborted(work(), this.signal);
    } catch (error) {
      this.#abortAll(error);
      throw error;
    } finally {
      this.#end.abort();
    }
  };

  #abortAll(reason: unknown): void {
    this.#stop.abort(reason);
    this.#abort.abort(reason);
  }
}

/** Not every request ends when it is aborted: one that still waits for credentials does not. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
