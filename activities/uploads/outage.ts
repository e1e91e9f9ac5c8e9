/** So many requests in a row, each given up after its retries, look like an outage. */
const SUSPICIOUS = 20;

/** Tells an S3 that is down from single uploads that S3 cannot deal with, so that a dead endpoint is not hammered. */
export class OutageWatch {
  readonly #probe: () => Promise<void>;
  #givenUp = 0;

  /** `probe` asks S3 for something that depends on no upload; it rejects if S3 is down. */
  constructor(probe: () => Promise<void>) {
    this.#probe = probe;
  }

  answered(): void {
    this.#givenUp = 0;
  }

  /** Rejects with what the probe met. */
  async gaveUp(): Promise<void> {
    this.#givenUp += 1;
    if (this.#givenUp >= SUSPICIOUS) await this.#ask();
  }

  /** S3 has the last word: failures that no answer followed are not blamed on the uploads unasked. */
  async end(): Promise<void> {
    if (this.#givenUp > 0) await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#givenUp = 0;
    await this.#probe();
  }
}
