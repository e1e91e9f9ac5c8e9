import type { Clock } from '../clock.ts';
import { RequestRate } from './request-rate.ts';

const EPOCH_MS = 1_000;

/** Fewer answers tell nothing. */
const MIN_ANSWERS = 50;

/** An epoch ends early when, after this time, this share of the answers is refusals. */
const ALARM = { afterMs: 100, share: 0.25 };

/** This share of refusals is accepted, because it shows where the limit is. */
const TOLERATED = 0.02;

/** The new rate is this part of what S3 accepted. If the refusals come from the pace, they end. */
const BELOW = 0.9;

/** The most that the rate grows after the first calm epoch. */
const FASTEST_GROWTH = 0.05;

/**
 * For this long the rate grows steadily, because the limit is near. Then it grows ever faster, because the limit is
 * gone.
 */
const STEADY_EPOCHS = 6;

/**
 * A worker that is new to a bucket asks for 500 requests a second, then for 4,000, then without limit. It stops when S3
 * refuses so much that other workers must make room, too.
 */
const START = { perSecond: 500, growth: 8, epochMs: 50, tolerated: 0.25 };

/** When this many slow-downs in a row do not halve the share of refusals, the refusals do not come from the pace. */
const SLOWDOWNS = 2;

const SLOWEST = 10;

/** Above this rate there is no need to limit. */
const FASTEST = 20_000;

/**
 * How fast S3 lets all activities of a worker go on one bucket. While S3 refuses more than a few requests, the rate is
 * what it accepted in the last second. While it does not, the rate grows, and it grows faster the longer that lasts.
 */
export class AdaptiveRate {
  readonly #clock: Clock;
  readonly #rate: RequestRate;
  #tolerated = START.tolerated;
  #calmEpochs = 0;
  #isStarting = true;
  /** The slow-downs that have not halved the share of refusals: how often, from which rate, and because of which share. */
  #fall: { times: number; from: number; share: number } | undefined;
  #epoch = { since: 0, answers: 0, begun: 0, refused: 0 };
  #lastAnswerAt = Number.NEGATIVE_INFINITY;
  /** Requests that wait for their turn or for their answer. */
  #pending = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#rate = new RequestRate(clock, START.perSecond);
  }

  /** `Infinity`: no limit. */
  get perSecond(): number {
    return this.#rate.perSecond;
  }

  /**
   * Answers the time as soon as the next request may start, which may be at once. `answered` must follow. An urgent
   * request starts before those that have waited longer.
   */
  turn(signal: AbortSignal, isUrgent = false): number | Promise<number> {
    if (this.#pending === 0 && this.#clock.now() - this.#lastAnswerAt >= EPOCH_MS) this.#beginEpoch();
    this.#pending += 1;
    return this.#rate.isFree && !signal.aborted ? this.#clock.now() : this.#wait(signal, isUrgent);
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
    this.#epoch.answers += 1;
    // A request that started before this epoch was refused at an earlier pace.
    if (startedAt >= this.#epoch.since) {
      this.#epoch.begun += 1;
      if (isRefused) this.#epoch.refused += 1;
    }
    if (this.#isOver()) this.#endEpoch();
  }

  #isOver(): boolean {
    const { since, begun, refused } = this.#epoch;
    const age = this.#lastAnswerAt - since;
    if (begun < MIN_ANSWERS) return false;
    return (
      age >= (this.#isStarting ? START.epochMs : EPOCH_MS) || (age >= ALARM.afterMs && refused >= begun * ALARM.share)
    );
  }

  #beginEpoch(): void {
    this.#epoch = { since: this.#clock.now(), answers: 0, begun: 0, refused: 0 };
  }

  #endEpoch(): void {
    const { since, answers, begun, refused } = this.#epoch;
    const perSecond = (1_000 * answers) / (this.#clock.now() - since);
    const share = refused / begun;
    this.#beginEpoch();
    if (share <= this.#tolerated) this.#speedUp(share);
    else if (this.#isNoise(share, perSecond)) this.#tolerate(share);
    else this.#slowDown(share, perSecond * (1 - share) * BELOW);
  }

  /**
   * Going slower did not help: S3 refuses that share at any pace. One slow-down proves nothing, because other workers
   * slow down later.
   */
  #isNoise(share: number, perSecond: number): boolean {
    const isSlow = perSecond < this.perSecond * 1.1;
    return isSlow && this.#fall !== undefined && this.#fall.times >= SLOWDOWNS && share >= this.#fall.share / 2;
  }

  #tolerate(share: number): void {
    this.#tolerated = Math.min(0.5, share * 1.3);
    this.#rate.perSecond = this.#fall?.from ?? Number.POSITIVE_INFINITY;
    this.#fall = undefined;
  }

  #slowDown(share: number, perSecond: number): void {
    this.#calmEpochs = 0;
    this.#endStart();
    this.#fall ??= { times: 0, from: this.perSecond, share };
    this.#fall.times += 1;
    this.#rate.perSecond = Math.max(SLOWEST, perSecond);
  }

  #endStart(): void {
    if (!this.#isStarting) return;
    this.#isStarting = false;
    this.#tolerated = TOLERATED;
  }

  #speedUp(share: number): void {
    // A slow epoch takes longer than a second, so it counts twice.
    this.#calmEpochs += this.perSecond < MIN_ANSWERS ? 2 : 1;
    // An epoch that is calm by chance says nothing about the pace.
    if (this.#fall && share < this.#fall.share / 2) this.#fall = undefined;
    const step = Math.min(Math.sqrt(this.perSecond), this.perSecond * FASTEST_GROWTH);
    const faster = this.#isStarting
      ? START.growth * this.perSecond
      : this.perSecond + step * Math.max(1, this.#calmEpochs - STEADY_EPOCHS);
    this.#rate.perSecond = faster < FASTEST ? faster : Number.POSITIVE_INFINITY;
    if (faster >= FASTEST) this.#endStart();
    this.#tolerated = Math.max(TOLERATED, this.#tolerated * 0.95);
  }
}
