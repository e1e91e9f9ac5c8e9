import type { Clock } from '../clock.ts';

/** A gateway ends its requests sooner (activities/s3/sdk/client.ts). This is for one that does not. */
const LONGEST_ANSWER_MS = 60_000;

/** What an activity needs to fail with what S3 did, before Temporal ends it: at most this, or a tenth of its time. */
const NEEDED_TO_FAIL_MS = 5_000;

interface Waiting {
  since: number;
  giveUp(): void;
}

/**
 * How long an activity waits for answers: for each a minute, and for none beyond its own time. So an S3 that accepts requests and
 * never answers is told by name, and not by a timeout of Temporal.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #endsAt: number;
  /** In the order of their beginning. */
  readonly #waiting = new Set<Waiting>();
  readonly #closed = new AbortController();
  #isWatching = false;

  /** `milliseconds`: the time of the activity, from now on. */
  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#endsAt = clock.now() + milliseconds - Math.min(NEEDED_TO_FAIL_MS, milliseconds / 10);
  }

  /** No request is worth its while any more. */
  get isOver(): boolean {
    return this.endsWithin(0);
  }

  /** Whether it is over after so many milliseconds more. */
  endsWithin(milliseconds: number): boolean {
    return this.#clock.now() + milliseconds >= this.#endsAt;
  }

  /** The answer, or what `noAnswer` makes where it does not come in time. */
  wait<T>(answer: Promise<T>, noAnswer: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { since: this.#clock.now(), giveUp: () => reject(noAnswer()) };
      this.#waiting.add(waiting);
      if (!this.#isWatching) void this.#watch();
      answer.then(
        (value) => {
          this.#waiting.delete(waiting);
          resolve(value);
        },
        (reason) => {
          this.#waiting.delete(waiting);
          reject(reason);
        },
      );
    });
  }

  /** The activity is over. */
  close(): void {
    this.#closed.abort();
  }

  /** For as long as something waits: nobody has to close what watches nothing. */
  async #watch(): Promise<void> {
    this.#isWatching = true;
    const { signal } = this.#closed;
    for (;;) {
      const now = this.#clock.now();
      this.#giveUp(({ since }) => this.isOver || since + LONGEST_ANSWER_MS <= now);
      // A request that begins meanwhile is due later than the oldest one.
      const [oldest] = this.#waiting;
      if (!oldest || signal.aborted) break;
      const due = Math.min(oldest.since + LONGEST_ANSWER_MS, this.#endsAt);
      await this.#clock.sleep(due - now, signal).catch(() => {});
    }
    this.#isWatching = false;
  }

  #giveUp(isDue: (waiting: Waiting) => boolean): void {
    for (const waiting of [...this.#waiting].filter(isDue)) {
      this.#waiting.delete(waiting);
      waiting.giveUp();
    }
  }
}
