import type { Clock } from './clock.ts';

/** Timers come late; this much of what they lost is made up for, so that the rate holds on average. */
const CATCH_UP_MS = 100;

/** Spreads starts evenly over time: at most `perSecond`, without bursts. Absent: as fast as they come. */
export class RequestRate {
  readonly #intervalMs: number;
  readonly #clock: Clock;
  #next = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number | undefined, clock: Clock) {
    this.#intervalMs = perSecond === undefined ? 0 : 1_000 / perSecond;
    this.#clock = clock;
  }

  /** Resolves when the next request may start. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.#intervalMs === 0) return;
    const now = this.#clock.now();
    const mine = this.#next === Number.NEGATIVE_INFINITY ? now : Math.max(this.#next, now - CATCH_UP_MS);
    this.#next = mine + this.#intervalMs;
    if (mine > now) await this.#clock.sleep(mine - now, signal);
  }
}
