/** When this many requests in a row are given up after their retries, an outage is suspected. */
const SUSPICIOUS = 20;

/** Tells an S3 that is down from uploads that S3 cannot deal with, so that requests to a dead endpoint end soon. */
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

  /** Asks S3 once more where the last requests failed. The uploads are to blame only if S3 answers. */
  async end(): Promise<void> {
    if (this.#givenUp > 0) await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#givenUp = 0;
    await this.#probe();
  }
}
