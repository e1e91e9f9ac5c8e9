/** Knows which processes of a worker poll. They are numbered from 1. */
export class Crew {
  readonly size: number;
  readonly #polling = new Map<number, { metrics?: string | undefined }>();
  #isEnding = false;

  constructor(size: number) {
    this.size = size;
  }

  /** `metrics`: where the process serves its metrics. */
  joined(number: number, metrics?: string): void {
    this.#polling.set(number, { metrics });
  }

  left(number: number): void {
    this.#polling.delete(number);
  }

  /** From now on the processes finish what they began, and take nothing more. */
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

  /** Where each process serves its metrics, by its number. */
  get metrics(): Map<number, string> {
    return new Map([...this.#polling].flatMap(([number, { metrics }]) => (metrics ? [[number, metrics]] : [])));
  }
}
