/** The processes of a worker that poll, by their number, from 1. */
export class Crew {
  readonly size: number;
  readonly #polling = new Map<number, { metrics?: string | undefined }>();
  #isEnding = false;

  constructor(size: number) {
    this.size = size;
  }

  /** `metrics`: where the process serves its own. */
  joined(number: number, metrics?: string): void {
    this.#polling.set(number, { metrics });
  }

  left(number: number): void {
    this.#polling.delete(number);
  }

  /** They finish what they began, and take on nothing more. */
  end(): void {
    this.#isEnding = true;
  }

  get isComplete(): boolean {
    return this.#polling.size === this.size;
  }

  get isReady(): boolean {
    return this.isComplete && !this.#isEnding;
  }

  isPolling(number: number): boolean {
    return this.#polling.has(number);
  }

  /** Where metrics are served, by the number of the process. */
  get metrics(): Map<number, string> {
    return new Map([...this.#polling].flatMap(([number, { metrics }]) => (metrics ? [[number, metrics]] : [])));
  }
}
