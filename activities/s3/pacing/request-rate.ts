import type { Clock } from '../clock.ts';

/** Timers come late. While requests wait, up to this much of the lost time is made up for, so that the rate holds. */
const CATCH_UP_MS = 100;

/** Requests that wait, over all rates in this process. */
let waiting = 0;

/** How many requests of this process wait for their turn. Above 0, the pace holds them up. */
export function requestsWaiting(): number {
  return waiting;
}

/** When requests may start. */
export interface Rate {
  /** True when a request may start at once. Thousands of requests a second then need no promise that says so. */
  readonly isFree: boolean;
  /**
   * Resolves when the next request may start; rejects with the signal's reason. `requests`: how many are made at this turn,
   * one right after the other. It comes when there has been time for all of them.
   */
  turn(signal: AbortSignal, isUrgent?: boolean, requests?: number): Promise<void>;
  /**
   * For requests of a turn: so many have had theirs. What comes on top starts at once as well, and those that wait come
   * later by as much.
   */
  paidAhead(requests: number): PaidAhead;
}

export interface PaidAhead extends Rate {
  /** Those that wait come sooner by what was not made, and by so many more. */
  giveBack(more: number): void;
}

interface Waiting {
  start: () => void;
  requests: number;
}

/**
 * Lets requests start one by one, evenly spread over time, in the order in which they asked. An urgent request starts
 * before the others. Where both kinds wait, they take turns.
 */
export class RequestRate implements Rate {
  /** May change at any time. `Infinity`: no limit. */
  perSecond: number;
  readonly #clock: Clock;
  readonly #urgent = new Set<Waiting>();
  readonly #others = new Set<Waiting>();
  #lastStart: number;
  #lastWasUrgent = false;
  #pause = new AbortController();

  /** `lastStart`: when a request started that this one follows. Default: none did. */
  constructor(clock: Clock, perSecond = Number.POSITIVE_INFINITY, lastStart = Number.NEGATIVE_INFINITY) {
    this.#clock = clock;
    this.perSecond = perSecond;
    this.#lastStart = lastStart;
  }

  get isFree(): boolean {
    return this.perSecond === Number.POSITIVE_INFINITY && this.#length === 0;
  }

  get #length(): number {
    return this.#urgent.size + this.#others.size;
  }

  turn(signal: AbortSignal, isUrgent = false, requests = 1): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.isFree) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const own = { start, requests };
      const leave = () => {
        this.#leaveQueue(own);
        if (this.#length === 0) this.#pause.abort();
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      (isUrgent ? this.#urgent : this.#others).add(own);
      waiting += 1;
      if (this.#length === 1) void this.#startAll();
    });
  }

  paidAhead(requests: number): PaidAhead {
    let paid = requests;
    const later = (by: number) => {
      this.#lastStart += (1_000 * by) / this.perSecond;
    };
    const turn = async (signal: AbortSignal) => {
      signal.throwIfAborted();
      if (paid > 0) paid -= 1;
      else later(1);
    };
    const giveBack = (more: number) => later(-paid - more);
    const rate = { isFree: false, turn, paidAhead: () => rate, giveBack };
    return rate;
  }

  #leaveQueue(own: Waiting): void {
    const wasIn = this.#urgent.delete(own) || this.#others.delete(own);
    if (wasIn) waiting -= 1;
  }

  async #startAll(): Promise<void> {
    let earliest = this.#clock.now();
    this.#pause = new AbortController();
    const { signal } = this.#pause;
    let sleptUntil = Number.NEGATIVE_INFINITY;
    for (let next = this.#next(); next; next = this.#next()) {
      const due = Math.max(this.#lastStart + (1_000 * next.requests) / this.perSecond, earliest);
      const wait = due - this.#clock.now();
      if (wait > 0 && due > sleptUntil) {
        await this.#clock.sleep(wait, signal).catch(() => {});
        if (signal.aborted) return;
        // Another one may be the next by now, or it may be due later.
        sleptUntil = due;
        continue;
      }
      this.#lastStart = due;
      this.#start(next);
      earliest = this.#clock.now() - CATCH_UP_MS;
    }
  }

  #start(next: Waiting): void {
    this.#lastWasUrgent = this.#urgent.has(next);
    this.#leaveQueue(next);
    next.start();
  }

  #next(): Waiting | undefined {
    const mustTakeTurns = this.#lastWasUrgent && this.#others.size > 0;
    const [next] = this.#urgent.size > 0 && !mustTakeTurns ? this.#urgent : this.#others;
    return next;
  }
}
