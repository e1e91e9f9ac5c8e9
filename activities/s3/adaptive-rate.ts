import type { Clock } from './clock.ts';
import { RequestRate } from './request-rate.ts';

const EPOCH_MS = 1_000;

/** Fewer answers tell nothing. */
const MIN_ANSWERS = 10;

/** A share of refusals that is worth it: it shows where the limit is. */
const TOLERATED = 0.05;

/** Slower than what S3 accepted by so much that the refusals end, if it is the pace that they come from. */
const BELOW = 0.9;

const SLOWEST = 10;

/** Above it, there is no need to limit. */
const FASTEST = 20_000;

/**
 * How fast S3 lets all activities of a worker go on one bucket. While it refuses more than a few requests, the rate is
 * what it accepted in the last second; while it does not, the rate grows, the faster the longer that lasts.
 */
export class AdaptiveRate {
  readonly #clock: Clock;
  readonly #rate: RequestRate;
  #tolerated = TOLERATED;
  #lastShare = 0;
  #calmEpochs = 0;
  #before = Number.POSITIVE_INFINITY;
  #epoch = { since: 0, answers: 0, refused: 0 };
  #lastAnswerAt = Number.NEGATIVE_INFINITY;
  /** Requests that wait for their turn or for their answer. */
  #pending = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#rate = new RequestRate(clock);
  }

  /** `Infinity` until S3 refuses. */
  get perSecond(): number {
    return this.#rate.perSecond;
  }

  /** Resolves when the next request may start; `answered` must follow. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.#pending === 0 && this.#clock.now() - this.#lastAnswerAt >= EPOCH_MS) this.#beginEpoch();
    this.#pending += 1;
    try {
      await this.#rate.turn(signal);
    } catch (error) {
      this.#pending -= 1;
      throw error;
    }
  }

  answered(isRefused: boolean): void {
    this.#pending -= 1;
    this.#lastAnswerAt = this.#clock.now();
    this.#epoch.answers += 1;
    if (isRefused) this.#epoch.refused += 1;
    if (this.#lastAnswerAt - this.#epoch.since >= EPOCH_MS && this.#epoch.answers >= MIN_ANSWERS) this.#endEpoch();
  }

  #beginEpoch(): void {
    this.#epoch = { since: this.#clock.now(), answers: 0, refused: 0 };
  }

  #endEpoch(): void {
    const now = this.#clock.now();
    const { since, answers, refused } = this.#epoch;
    this.#beginEpoch();
    const perSecond = (1_000 * answers) / (now - since);
    const share = refused / answers;
    if (share > this.#tolerated && !this.#isNoise(share, perSecond)) this.#slowDown(perSecond * (1 - share) * BELOW);
    else this.#speedUp();
    this.#lastShare = share;
  }

  /** Going slower did not help: S3 refuses that share at any pace. */
  #isNoise(share: number, perSecond: number): boolean {
    const hasSlowedDown = this.perSecond < this.#before && perSecond < this.perSecond * 1.1;
    if (!hasSlowedDown || this.#calmEpochs > 0 || share < this.#lastShare / 2) return false;
    this.#tolerated = Math.min(0.5, share * 1.3);
    this.#rate.perSecond = this.#before;
    return true;
  }

  #slowDown(perSecond: number): void {
    this.#calmEpochs = 0;
    this.#before = this.perSecond;
    this.#rate.perSecond = Math.max(SLOWEST, perSecond);
  }

  #speedUp(): void {
    this.#calmEpochs += 1;
    const faster = this.perSecond * (1 + 0.05 * this.#calmEpochs);
    this.#rate.perSecond = faster < FASTEST ? faster : Number.POSITIVE_INFINITY;
    this.#tolerated = Math.max(TOLERATED, this.#tolerated * 0.95);
  }
}
