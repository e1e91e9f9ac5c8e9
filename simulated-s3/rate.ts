/**
 * How S3 counts. `bucket`: a tenth of a second's worth may come at once. `full bucket`: a whole second's worth may.
 * `whole seconds`: so many in each second of the clock. `sliding second`: so many in any second. `queue`: none is refused,
 * they wait for each other.
 */
export type RateShape = 'bucket' | 'full bucket' | 'whole seconds' | 'sliding second' | 'queue';

/** Lets through so many requests a second, on average. */
export interface RateLimit {
  /** May change at any time. */
  perSecond: number;
  /** How many milliseconds the request waits; undefined: it is one too many. `now`: in milliseconds. */
  take(now: number): number | undefined;
}

export function rateLimit(perSecond: number, shape: RateShape = 'bucket'): RateLimit {
  return SHAPES[shape](perSecond);
}

const SHAPES: Record<RateShape, (perSecond: number) => RateLimit> = {
  bucket: (perSecond) => new TokenBucket(perSecond, 0.1),
  'full bucket': (perSecond) => new TokenBucket(perSecond, 1),
  'whole seconds': (perSecond) => new WholeSeconds(perSecond),
  'sliding second': (perSecond) => new SlidingSecond(perSecond),
  queue: (perSecond) => new Queue(perSecond),
};

class TokenBucket implements RateLimit {
  perSecond: number;
  readonly #seconds: number;
  #tokens: number;
  #refilledAt = 0;

  constructor(perSecond: number, seconds: number) {
    this.perSecond = perSecond;
    this.#seconds = seconds;
    this.#tokens = this.#size;
  }

  get #size(): number {
    return Math.max(1, this.perSecond * this.#seconds);
  }

  take(now: number): number | undefined {
    const refill = ((now - this.#refilledAt) * this.perSecond) / 1_000;
    this.#tokens = Math.min(this.#size, this.#tokens + refill);
    this.#refilledAt = now;
    if (this.#tokens < 1) return undefined;
    this.#tokens -= 1;
    return 0;
  }
}

class WholeSeconds implements RateLimit {
  perSecond: number;
  #second = Number.NaN;
  #taken = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  take(now: number): number | undefined {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) this.#taken = 0;
    this.#second = second;
    if (this.#taken >= this.perSecond) return undefined;
    this.#taken += 1;
    return 0;
  }
}

class SlidingSecond implements RateLimit {
  perSecond: number;
  /** Of the last second, the oldest at `#first`. */
  #taken: number[] = [];
  #first = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  take(now: number): number | undefined {
    while ((this.#taken[this.#first] ?? Number.POSITIVE_INFINITY) <= now - 1_000) this.#first += 1;
    if (this.#taken.length - this.#first >= this.perSecond) return undefined;
    if (this.#first > this.perSecond) {
      this.#taken = this.#taken.slice(this.#first);
      this.#first = 0;
    }
    this.#taken.push(now);
    return 0;
  }
}

class Queue implements RateLimit {
  perSecond: number;
  #servedUntil = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  take(now: number): number {
    this.#servedUntil = Math.max(this.#servedUntil, now) + 1_000 / this.perSecond;
    return this.#servedUntil - now;
  }
}
