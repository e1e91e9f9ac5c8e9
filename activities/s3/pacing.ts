import type { Limits, RequestCounts } from '../contract.ts';
import { backoffMs, MAX_TRIES } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { CongestionWindow } from './congestion-window.ts';
import { S3Failure } from './failures.ts';
import { RequestRate } from './request-rate.ts';

type Countable = Exclude<keyof RequestCounts, 'throttled'>;

/** One try of a request; `tries` counts from 1. */
export type Try<T> = (signal: AbortSignal, tries: number) => Promise<T>;

export interface Pacing {
  window: CongestionWindow;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  limits: Partial<Limits>;
  signal: AbortSignal;
}

/** The requests of one activity: paced, counted, and made again when there is hope. */
export class PacedRequests {
  readonly counts: Partial<RequestCounts> = {};
  readonly #pacing: Pacing;
  readonly #rate: RequestRate;

  constructor(pacing: Pacing) {
    this.#pacing = pacing;
    this.#rate = new RequestRate(pacing.limits.requestsPerSecond, pacing.clock);
  }

  /** The answer, or the S3Failure of the last try. A request that waits to be retried keeps its place in the window. */
  async send<T>(operation: Countable, request: Try<T>): Promise<T> {
    const { window, signal } = this.#pacing;
    await this.#rate.turn(signal);
    await window.enter(signal);
    try {
      return await this.#sendUntilAnswered(operation, request);
    } finally {
      window.leave();
    }
  }

  /** One try, without waiting for a turn. */
  async sendOnce<T>(operation: Countable, request: Try<T>, tries = 1): Promise<T> {
    const { window, clock, signal } = this.#pacing;
    const startedAt = clock.now();
    this.#count(operation);
    try {
      const answer = await request(signal, tries);
      window.succeeded();
      return answer;
    } catch (error) {
      if (error instanceof S3Failure && error.kind === 'throttled') {
        this.#count('throttled');
        window.throttled(startedAt, clock.now());
      }
      throw error;
    }
  }

  async #sendUntilAnswered<T>(operation: Countable, request: Try<T>): Promise<T> {
    const { clock, random, signal } = this.#pacing;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.sendOnce(operation, request, tries);
      } catch (error) {
        if (!(error instanceof S3Failure && error.isRetryable) || tries === MAX_TRIES) throw error;
        await clock.sleep(backoffMs(error, tries, random), signal);
        await this.#rate.turn(signal);
      }
    }
  }

  #count(what: keyof RequestCounts): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}
