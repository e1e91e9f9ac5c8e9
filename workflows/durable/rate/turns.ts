/**
 * The turns of the ranges of a job that holds to a rate: one of them asks S3, with the whole rate. While it lets parts land, another has
 * its turn, so the rate is used all the time. Who waits longest comes next. Ranges are known by their workflow IDs.
 */
export class Turns {
  #holder: string | undefined;
  readonly #waiting: string[] = [];
  readonly #give: (range: string) => void;

  /** `give` tells a range that it has its turn. */
  constructor(give: (range: string) => void) {
    this.#give = give;
  }

  /** True where the range has its turn at once. Else it gets it later, without asking again. */
  want(range: string): boolean {
    if (this.#holder === undefined) this.#holder = range;
    else if (!this.has(range) && !this.#waiting.includes(range)) this.#waiting.push(range);
    return this.has(range);
  }

  has(range: string): boolean {
    return this.#holder === range;
  }

  get areTaken(): boolean {
    return this.#holder !== undefined;
  }

  /** The range asks S3 nothing for a while, or never again. */
  over(range: string): void {
    const place = this.#waiting.indexOf(range);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (!this.has(range)) return;
    this.#holder = this.#waiting.shift();
    if (this.#holder !== undefined) this.#give(this.#holder);
  }
}
