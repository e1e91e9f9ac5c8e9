import { activityInfo, log } from '@temporalio/activity';
import { sum } from '../../domain/counts.ts';
import type { Problem, RequestCounts, Target } from '../contract.ts';
import type { Clock } from '../s3/clock.ts';
import { S3Failure } from '../s3/failures.ts';
import { Recent } from '../s3/recent.ts';

/** The log says the same thing about a bucket once a minute at most. */
const PERIOD_MS = 60_000;

interface Work {
  target?: Target;
  uploads?: unknown[];
}

interface Done {
  requests?: Partial<RequestCounts>;
  problems?: Problem[];
  remaining?: Problem[];
  unknown?: string[];
}

/** Tells the worker's log what somebody on call wants to know of activities. It names no keys and no upload IDs. */
export class Journal {
  readonly #clock: Clock;
  readonly #lastSaid = new Recent<number>();
  /** Since when S3 has not answered for a bucket. */
  readonly #outages = new Recent<number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same activity, with a journal. */
  keep<I extends object, O extends object>(activity: (input: I) => Promise<O>): (input: I) => Promise<O> {
    return async (input) => {
      const work: Work = input;
      const bucket = work.target?.bucket ?? '*';
      try {
        const answer = await activity(input);
        this.#done(bucket, work, answer);
        return answer;
      } catch (error) {
        if (error instanceof S3Failure) this.#failed(bucket, error);
        throw error;
      }
    };
  }

  #done(bucket: string, { uploads }: Work, { requests = {}, problems = [], remaining = [], unknown = [] }: Done): void {
    const since = this.#outages.get(bucket);
    if (since !== undefined) {
      this.#outages.delete(bucket);
      log.warn('S3 answers again', { bucket, seconds: Math.round((this.#clock.now() - since) / 1_000) });
    }
    const { throttled = 0, ...made } = requests;
    if (throttled > 0) this.#warn('S3 throttles', { bucket, throttled });
    const reasons = [...unknown, ...[...problems, ...remaining].map(({ reason }) => reason)];
    const denied = reasons.filter((reason) => reason === 'AccessDenied').length;
    if (denied > 0) this.#warn('S3 denies access', { bucket, uploads: denied });
    const total = sum(Object.values(made));
    log.debug(`${activityInfo().activityType} done`, { bucket, uploads: uploads?.length, requests: total });
  }

  #failed(bucket: string, { kind, type, code, operation, message }: S3Failure): void {
    if (kind === 'denied') this.#warn('S3 denies access', { bucket, operation, code });
    if (kind === 'throttled') this.#warn('S3 throttles', { bucket, operation, code });
    if (kind !== 'transient' || this.#outages.has(bucket)) return;
    this.#outages.set(bucket, this.#clock.now());
    if (type === 'CredentialsUnavailable') log.warn('S3 is not asked: there are no credentials', { bucket, message });
    else log.warn('S3 does not answer', { bucket, operation, code });
  }

  #warn(message: string, about: { bucket: string } & Record<string, unknown>): void {
    const what = `${message} ${about.bucket}`;
    const now = this.#clock.now();
    if (now - (this.#lastSaid.get(what) ?? Number.NEGATIVE_INFINITY) < PERIOD_MS) return;
    this.#lastSaid.set(what, now);
    log.warn(message, about);
  }
}
