import type { RequestCounts, Target } from '../../contract.ts';
import type { Clock } from '../clock.ts';
import { S3Failure } from '../failures.ts';
import type { S3Operation } from '../operations.ts';
import type { AdaptiveRate } from './adaptive-rate.ts';
import { backoffMs, MAX_TRIES } from './backoff.ts';
import type { Patience } from './patience.ts';
import type { Rate } from './request-rate.ts';

type Countable = Exclude<keyof RequestCounts, 'throttled'>;

/** The most likely one: which it is exactly is known to the gateway, and that did not answer. */
const OPERATIONS: Record<Countable, S3Operation> = {
  list: 'ListMultipartUploads',
  abort: 'AbortMultipartUpload',
  listParts: 'ListParts',
  headObject: 'HeadObject',
  putObject: 'PutObject',
  deleteObjects: 'DeleteObjects',
  bucket: 'HeadBucket',
};

/** One try of a request; `tries` counts from 1. */
export type Try<T> = (signal: AbortSignal, tries: number) => Promise<T>;

/** Whether a request is wanted. */
export interface Question {
  /** At most so many requests find that out, but for further pages of parts. */
  looks: number;
  /** They are made by these. */
  isWanted(requests: PacedRequests): Promise<boolean>;
}

export interface Pacing {
  /** Shared with the other activities that ask the same bucket. */
  adaptiveRate: AdaptiveRate;
  /** The part of the job's rate that the activity has. */
  requestRate: Rate;
  clock: Clock;
  patience: Patience;
  /** What is asked about. */
  target: Target;
  /** In [0, 1). */
  random: () => number;
  /** Once it is aborted, no request begins any more. Default: `signal`. */
  stop?: AbortSignal;
  /** Once it is aborted, requests in flight end, too. */
  signal: AbortSignal;
  /** Where requests are counted. Default: in counts of their own. */
  counts?: Partial<RequestCounts>;
}

/** The requests of one activity. They are paced and counted, and they are repeated where that may help. */
export class PacedRequests {
  readonly counts: Partial<RequestCounts>;
  readonly #pacing: Pacing;

  constructor(pacing: Pacing) {
    this.counts = pacing.counts ?? {};
    this.#pacing = pacing;
  }

  /** The answer, or the S3Failure of the last try. Throttled tries are counted apart from those that went wrong. */
  send<T>(operation: Countable, request: Try<T>): Promise<T> {
    return this.#retry((tries) => this.sendOnce(operation, request, tries));
  }

  /**
   * As `send`, of a request that is not always wanted. That is asked at each try, when it is the turn of the request: nothing is
   * waited for in between. So its turn is that of the looks, too, by which that is found out. Undefined: it was not wanted.
   */
  sendIf<T>({ looks, isWanted }: Question, operation: Countable, request: Try<T>): Promise<T | undefined> {
    const { adaptiveRate, requestRate, signal, stop = signal } = this.#pacing;
    return this.#retry(async (tries) => {
      const startedAt = await this.#turn(operation, 1 + looks);
      const paidAhead = requestRate.isFree ? undefined : requestRate.paidAhead(looks);
      const own = paidAhead && new PacedRequests({ ...this.#pacing, requestRate: paidAhead, counts: this.counts });
      let isDue = false;
      try {
        isDue = await isWanted(own ?? this);
        stop.throwIfAborted();
      } finally {
        const isMade = isDue && !stop.aborted;
        paidAhead?.giveBack(isMade ? 0 : 1);
        if (!isMade) adaptiveRate.answered(startedAt, false);
      }
      return isDue ? await this.#ask(operation, startedAt, request, tries) : undefined;
    });
  }

  async sendOnce<T>(operation: Countable, request: Try<T>, tries = 1): Promise<T> {
    const turn = this.#turn(operation);
    return await this.#ask(operation, typeof turn === 'number' ? turn : await turn, request, tries);
  }

  async #retry<T>(attempt: (tries: number) => Promise<T>): Promise<T> {
    const { clock, patience, random, signal, stop = signal } = this.#pacing;
    const met = { throttled: 0, transient: 0 };
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(tries);
      } catch (error) {
        if (!(error instanceof S3Failure) || (error.kind !== 'throttled' && error.kind !== 'transient')) throw error;
        met[error.kind] += 1;
        const wait = backoffMs(error.kind, met[error.kind], random);
        if (met[error.kind] === MAX_TRIES[error.kind] || patience.endsWithin(wait)) throw error;
        await clock.sleep(wait, stop);
      }
    }
  }

  /** When the request may start. Without a promise where that is at once: thousands a second do. */
  #turn(operation: Countable, requests = 1): number | Promise<number> {
    const { adaptiveRate, requestRate, signal, stop = signal } = this.#pacing;
    // Up to a thousand requests wait for a page of a listing: it does not queue behind those of earlier pages.
    const isUrgent = operation === 'list';
    const turn = () => adaptiveRate.turn(stop, isUrgent);
    return requestRate.isFree ? turn() : requestRate.turn(stop, isUrgent, requests).then(turn);
  }

  async #ask<T>(operation: Countable, startedAt: number, request: Try<T>, tries: number): Promise<T> {
    const { adaptiveRate, patience, signal } = this.#pacing;
    let isThrottled = false;
    try {
      if (patience.isOver) throw this.#noAnswer(operation);
      this.#count(operation);
      return await patience.wait(request(signal, tries), () => this.#noAnswer(operation));
    } catch (error) {
      isThrottled = error instanceof S3Failure && error.kind === 'throttled';
      if (isThrottled) this.#count('throttled');
      throw error;
    } finally {
      adaptiveRate.answered(startedAt, isThrottled);
    }
  }

  #noAnswer(operation: Countable): S3Failure {
    return new S3Failure({ code: 'TimeoutError', operation: OPERATIONS[operation], target: this.#pacing.target });
  }

  #count(what: keyof RequestCounts): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}
