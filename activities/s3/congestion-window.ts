/** What S3 was never seen to mind, and as many sockets as a client has. */
const WIDEST = 1_024;

/**
 * How many requests may be under way at once to one bucket, over all activities of a worker. Halves when S3 throttles,
 * widens by one for every window full of successes: additive increase, multiplicative decrease, as TCP does it.
 */
export class CongestionWindow {
  #width = WIDEST;
  #inFlight = 0;
  #lastNarrowed = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Set<() => void>();

  get width(): number {
    return Math.floor(this.#width);
  }

  /** Resolves when there is room; `leave` must follow. Rejects with the signal's reason. */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#inFlight < this.width) this.#inFlight += 1;
    else await this.#room(signal);
  }

  leave(): void {
    this.#inFlight -= 1;
    this.#admit();
  }

  succeeded(): void {
    this.#width = Math.min(WIDEST, this.#width + 1 / this.#width);
    this.#admit();
  }

  /** A request that started before the last narrowing tells nothing of the width since: a burst counts once. */
  throttled(startedAt: number, now: number): void {
    if (startedAt < this.#lastNarrowed) return;
    this.#lastNarrowed = now;
    this.#width = Math.max(1, Math.min(this.width, this.#inFlight) / 2);
  }

  #room(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admitted = () => {
        signal.removeEventListener('abort', aborted);
        resolve();
      };
      const aborted = () => {
        this.#waiting.delete(admitted);
        reject(signal.reason);
      };
      this.#waiting.add(admitted);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  #admit(): void {
    for (const admitted of this.#waiting) {
      if (this.#inFlight >= this.width) return;
      this.#waiting.delete(admitted);
      this.#inFlight += 1;
      admitted();
    }
  }
}
