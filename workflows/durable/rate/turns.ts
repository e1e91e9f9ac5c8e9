import { sum } from '../../../domain/counts.ts';

/**
 * The turns of the ranges of a job that holds to a rate: a range asks S3 in its turn only, with its share of the rate. While it lets parts
 * land, another has its turn, so the rate is used all the time. Who waits longest comes next. At a high rate several have their turn at
 * once: to hand one over takes 0.4 s, which is much of a short turn. Ranges are known by their workflow IDs.
 */
export class Turns {
  /** Of those that have their turn: they add up to 1 at most. While one waits, nothing is free. */
  readonly #shares = new Map<string, number>();
  readonly #waiting: string[] = [];
  readonly #atMost: () => number;
  readonly #give: (range: string, share: number) => void;

  /** `atMost`: so many turns at once. `give` tells a range that waited that it has its turn. */
  constructor(atMost: () => number, give: (range: string, share: number) => void) {
    this.#atMost = atMost;
    this.#give = give;
  }

  /** The range's share, where it has its turn at once. Else it gets it later, without asking again. */
  want(range: string): number | undefined {
    const free = this.#free;
    if (!this.#shares.has(range) && free > 0) this.#shares.set(range, free);
    const share = this.#shares.get(range);
    if (share === undefined && !this.#waiting.includes(range)) this.#waiting.push(range);
    return share;
  }

  /** Undefined where it is not the range's turn. */
  shareOf(range: string): number | undefined {
    return this.#shares.get(range);
  }

  get areTaken(): boolean {
    return this.#shares.size > 0;
  }

  /** The range asks S3 nothing for a while, or never again. What is free goes to those that wait, and to one alone where no other does. */
  over(range: string): void {
    const place = this.#waiting.indexOf(range);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (!this.#shares.delete(range)) return;
    const free = this.#free;
    const turns = Math.max(1, Math.min(this.#waiting.length, Math.floor(free * this.#atMost() + ROUNDING)));
    for (const next of this.#waiting.splice(0, turns)) {
      this.#shares.set(next, free / turns);
      this.#give(next, free / turns);
    }
  }

  get #free(): number {
    const free = 1 - sum([...this.#shares.values()]);
    return free < ROUNDING ? 0 : free;
  }
}

/** Three thirds may be a little less than the whole. */
const ROUNDING = 1e-9;
