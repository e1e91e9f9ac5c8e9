import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import type { Clock } from '../s3/clock.ts';

/** S3 answers in well under a second; what hangs is given up, and the activity with it. */
const ANSWERS_WITHIN_MS = 5_000;

/**
 * Ends an activity that its workflow cancels in two steps: nothing more begins, and requests in flight get 5 s for their
 * answers, so that the activity can say what it did. Any other end, such as a shutdown of the worker, takes both at once.
 */
export class Interruption {
  /** No request begins any more. */
  readonly stop: AbortSignal;
  /** No answer is waited for any more. */
  readonly signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  readonly #end = new AbortController();

  constructor(clock: Clock) {
    this.stop = this.#stop.signal;
    this.signal = this.#abort.signal;
    // Every request in flight listens: Node would warn of a leak at the eleventh.
    setMaxListeners(0, this.stop, this.signal);
    const context = Context.current();
    const { cancellationSignal: cancelled } = context;
    const interrupt = () => {
      this.#stop.abort(cancelled.reason);
      if (!context.cancellationDetails?.cancelRequested) return this.abort(cancelled.reason);
      clock.sleep(ANSWERS_WITHIN_MS, this.#end.signal).then(
        () => this.abort(cancelled.reason),
        () => {},
      );
    };
    if (cancelled.aborted) interrupt();
    cancelled.addEventListener('abort', interrupt, { once: true, signal: this.#end.signal });
  }

  abort(reason: unknown): void {
    this.#stop.abort(reason);
    this.#abort.abort(reason);
  }

  /** The activity is over: nothing is left to interrupt. */
  end(): void {
    this.#end.abort();
  }
}
