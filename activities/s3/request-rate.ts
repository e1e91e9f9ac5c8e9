import type { Clock } from './clock.ts';

/** Timers come late; this much of what they lose while requests wait is made up for, so that the rate holds. */
const CATCH_UP_MS = 100;

/** Of all rates in this process. */
let waiting = 0;

/** How many requests of this process wait for their turn: above 0, it is the pace that holds them up. */
export function requestsWaiting(): number {
  return waiting;
}

/** Lets requests start one by one, evenly spread over time, in the order of their asking. */
export class RequestRate {
  /** May change at any time. `Infinity`: no limit. */
  perSecond: number;
  readonly #clock: Clock;
  readonly #queue = new Set<() => void>();
  #lastStart = Number.NEGATIVE_INFINITY;
  #pause = new AbortController();

  constructor(clock: Clock, perSecond = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.perSecond = perSecond;
  }

  /** True when a request may start at once: thousands a second do without a promise that says so. */
  get isFree(): boolean {
    return this.perSecond === Number.POSITIVE_INFINITY && this.#queue.size === 0;
  }

  /** Resolves when the next request may start; rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.isFree) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#leaveQueue(start);
        if (this.#queue.size === 0) this.#pause.abort();
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.add(start);
      waiting += 1;
      if (this.#queue.size === 1) void this.#startAll();
    });
  }

  #leaveQueue(start: () => void): boolean {
    const wasIn = this.#queue.delete(start);
    if (wasIn) waiting -= 1;
    return wasIn;
  }

  async #startAll(): Promise<void> {
    let earliest = this.#clock.now();
    this.#pause = new AbortController();
    const { signal } = this.#pause;
    for (const start of this.#queue) {
      const due = Math.max(this.#lastStart + 1_000 / this.perSecond, earliest);
      const wait = due - this.#clock.now();
      if (wait > 0) await this.#clock.sleep(wait, signal).catch(() => {});
      if (signal.aborted) return;
      if (!this.#leaveQueue(start)) continue;
      this.#lastStart = due;
      start();
      earliest = this.#clock.now() - CATCH_UP_MS;
    }
  }
}
