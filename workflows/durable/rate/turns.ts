import { sum } from '../../../domain/counts.ts';

/**
 * The turns of the ranges of a job that holds to a rate: a range asks S3 in its turn only, with its share of the rate. While it lets parts
 * land, another has its turn, so the rate is used all the time. Who waits longest comes next. At a high rate several have their turn at
 * once, because a short turn is over before what it takes to hand it over. Ranges are known by their workflow IDs.
 */
export class Turns {
  /** Of those that have their turn: they add up to 1 at most. */
  readonly #shares = new Map<string, number>();
  readonly #waiting: string[] = [];
  readonly #atMost: () => number;
  readonly #give: (range: string, share: number) => void;

  /** `atMost`: so many turns at once. `give` tells a range that it has its turn. */
  constructor(atMost: () => number, give: (range: string, share: number) => void) {
    this.#atMost = atMost;
    this.#give = give;
  }

  /** The range gets its turn, at once or later, and need not ask again. */
  want(range: string): void {
    if (this.#shares.has(range) || this.#waiting.includes(range)) return;
    this.#waiting.push(range);
    this.#serve();
  }

  /** Undefined where it is not the range's turn. */
  shareOf(range: string): number | undefined {
    return this.#shares.get(range);
  }

  get areTaken(): boolean {
    return this.#shares.size > 0;
  }

  /** The range asks S3 nothing for a while, or never again. */
  over(range: string): void {
    const place = this.#waiting.indexOf(range);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (this.#shares.delete(range)) this.#serve();
  }

  /** What is free goes to those that wait, and to one alone where no other does. */
  #serve(): void {
    const free = 1 - sum([...this.#shares.values()]);
    if (free < ROUNDING) return;
    const turns = Math.max(1, Math.min(this.#waiting.length, Math.floor(free * this.#atMost() + ROUNDING)));
    for (const range of this.#waiting.splice(0, turns)) {
      this.#shares.set(range, free / turns);
      this.#give(range, free / turns);
    }
  }
}

/** Three thirds may be a little less than the whole. */
const ROUNDING = 1e-9;
