import type { WorkerPace } from '../../contract.ts';
import type { Clock } from '../clock.ts';
import { Pace } from './pace.ts';
import { RequestRate } from './request-rate.ts';
import { Telling } from './telling.ts';

/** When no request was made for so long, what was counted before says nothing of what comes. */
const REST_MS = 1_000;

/** Lets the requests of all activities of a worker on one bucket start at the pace that S3 allows. */
export class AdaptiveRate {
  readonly #clock: Clock;
  readonly #pace = new Pace();
  readonly #rate: RequestRate;
  readonly #telling: Telling;
  #lastAnswerAt = Number.NEGATIVE_INFINITY;
  /** Requests that wait for their turn or for their answer. */
  #pending = 0;

  /** `random`: in [0, 1). */
  constructor(clock: Clock, random = Math.random) {
    this.#clock = clock;
    this.#telling = new Telling(random);
    this.#rate = new RequestRate(clock, this.#pace.perSecond);
  }

  /** `Infinity`: no limit. */
  get perSecond(): number {
    return this.#pace.perSecond;
  }

  /**
   * Answers the time as soon as the next request may start, which may be at once. `answered` must follow. An urgent
   * request starts before those that have waited longer.
   */
  turn(signal: AbortSignal, isUrgent = false): number | Promise<number> {
    const now = this.#clock.now();
    if (this.#pending === 0 && now - this.#lastAnswerAt >= REST_MS) this.#pace.beginSecond(now);
    this.#pending += 1;
    return this.#rate.isFree && !signal.aborted ? now : this.#wait(signal, isUrgent);
  }

  async #wait(signal: AbortSignal, isUrgent: boolean): Promise<number> {
    try {
      await this.#rate.turn(signal, isUrgent);
    } catch (error) {
      this.#pending -= 1;
      throw error;
    }
    return this.#clock.now();
  }

  /** `startedAt`: what `turn` said. */
  answered(startedAt: number, isRefused: boolean): void {
    this.#pending -= 1;
    this.#lastAnswerAt = this.#clock.now();
    this.#pace.answered(startedAt, isRefused, this.#lastAnswerAt);
    this.#rate.perSecond = this.#pace.perSecond;
  }

  /** Undefined where S3 has not shown that it limits this worker. */
  tell(): WorkerPace | undefined {
    return this.#telling.tell(this.#pace.found);
  }

  /** What other workers on the bucket told. */
  hear(paces: WorkerPace[]): void {
    const others = this.#telling.hear(paces);
    if (others.length === 0) return;
    this.#pace.shareWith(others, this.#clock.now());
    this.#rate.perSecond = this.#pace.perSecond;
  }
}
