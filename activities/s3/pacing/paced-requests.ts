import type { RequestCounts } from '../../contract.ts';
import type { Clock } from '../clock.ts';
import { S3Failure } from '../failures.ts';
import type { AdaptiveRate } from './adaptive-rate.ts';
import { backoffMs, MAX_TRIES } from './backoff.ts';
import type { RequestRate } from './request-rate.ts';

type Countable = Exclude<keyof RequestCounts, 'throttled'>;

/** One try of a request; `tries` counts from 1. */
export type Try<T> = (signal: AbortSignal, tries: number) => Promise<T>;

export interface Pacing {
  /** Both rates are shared with the other activities that ask the same bucket. */
  adaptiveRate: AdaptiveRate;
  requestRate: RequestRate;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  /** Once it is aborted, no request begins any more. Default: `signal`. */
  stop?: AbortSignal;
  /** Once it is aborted, requests in flight end, too. */
  signal: AbortSignal;
}

/** The requests of one activity. They are paced and counted, and they are repeated where that may help. */
export class PacedRequests {
  readonly counts: Partial<RequestCounts> = {};
  readonly #pacing: Pacing;

  constructor(pacing: Pacing) {
    this.#pacing = pacing;
  }

  /** The answer, or the S3Failure of the last try. Throttled tries are counted apart from those that went wrong. */
  async send<T>(operation: Countable, request: Try<T>): Promise<T> {
    const { clock, random, signal, stop = signal } = this.#pacing;
    const met = { throttled: 0, transient: 0 };
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.sendOnce(operation, request, tries);
      } catch (error) {
        if (!(error instanceof S3Failure) || (error.kind !== 'throttled' && error.kind !== 'transient')) throw error;
        met[error.kind] += 1;
        if (met[error.kind] === MAX_TRIES[error.kind]) throw error;
        await clock.sleep(backoffMs(error.kind, met[error.kind], random), stop);
      }
    }
  }

  async sendOnce<T>(operation: Countable, request: Try<T>, tries = 1): Promise<T> {
    const { adaptiveRate, requestRate, signal, stop = signal } = this.#pacing;
    if (!requestRate.isFree) await requestRate.turn(stop);
    // Up to a thousand requests wait for a page of a listing, so a listing does not queue behind those of earlier
    // pages.
    const turn = adaptiveRate.turn(stop, operation === 'list');
    const startedAt = typeof turn === 'number' ? turn : await turn;
    this.#count(operation);
    let isThrottled = false;
    try {
      return await request(signal, tries);
    } catch (error) {
      isThrottled = error instanceof S3Failure && error.kind === 'throttled';
      if (isThrottled) this.#count('throttled');
      throw error;
    } finally {
      adaptiveRate.answered(startedAt, isThrottled);
    }
  }

  #count(what: keyof RequestCounts): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}
