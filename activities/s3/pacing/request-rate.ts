import type { Clock } from '../clock.ts';

/** Timers come late. While requests wait, up to this much of the lost time is made up for, so that the rate holds. */
const CATCH_UP_MS = 100;

/** Requests that wait, over all rates in this process. */
let waiting = 0;

/** How many requests of this process wait for their turn. Above 0, the pace holds them up. */
export function requestsWaiting(): number {
  return waiting;
}

/**
 * Lets requests start one by one, evenly spread over time, in the order in which they asked. An urgent request starts
 * before the others. Where both kinds wait, they take turns.
 */
export class RequestRate {
  /** May change at any time. `Infinity`: no limit. */
  perSecond: number;
  readonly #clock: Clock;
  readonly #urgent = new Set<() => void>();
  readonly #others = new Set<() => void>();
  #lastStart: number;
  #lastWasUrgent = false;
  #pause = new AbortController();

  /** `lastStart`: when a request started that this one follows. Default: none did. */
  constructor(clock: Clock, perSecond = Number.POSITIVE_INFINITY, lastStart = Number.NEGATIVE_INFINITY) {
    this.#clock = clock;
    this.perSecond = perSecond;
    this.#lastStart = lastStart;
  }

  /** True when a request may start at once. Thousands of requests a second then need no promise that says so. */
  get isFree(): boolean {
    return this.perSecond === Number.POSITIVE_INFINITY && this.#length === 0;
  }

  get #length(): number {
    return this.#urgent.size + this.#others.size;
  }

  /** Resolves when the next request may start; rejects with the signal's reason. */
  turn(signal: AbortSignal, isUrgent = false): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.isFree) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#leaveQueue(start);
        if (this.#length === 0) this.#pause.abort();
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      (isUrgent ? this.#urgent : this.#others).add(start);
      waiting += 1;
      if (this.#length === 1) void this.#startAll();
    });
  }

  #leaveQueue(start: () => void): void {
    const wasIn = this.#urgent.delete(start) || this.#others.delete(start);
    if (wasIn) waiting -= 1;
  }

  async #startAll(): Promise<void> {
    let earliest = this.#clock.now();
    this.#pause = new AbortController();
    const { signal } = this.#pause;
    while (this.#length > 0) {
      const due = Math.max(this.#lastStart + 1_000 / this.perSecond, earliest);
      const wait = due - this.#clock.now();
      if (wait > 0) await this.#clock.sleep(wait, signal).catch(() => {});
      if (signal.aborted) return;
      this.#lastStart = due;
      this.#startNext();
      earliest = this.#clock.now() - CATCH_UP_MS;
    }
  }

  #startNext(): void {
    const mustTakeTurns = this.#lastWasUrgent && this.#others.size > 0;
    this.#lastWasUrgent = this.#urgent.size > 0 && !mustTakeTurns;
    const [start] = this.#lastWasUrgent ? this.#urgent : this.#others;
    if (!start) return;
    this.#leaveQueue(start);
    start();
  }
}
