import { backoffMs } from '../../../../../activities/s3/pacing/backoff.ts';
import { Pace } from '../../../../../activities/s3/pacing/pace.ts';
import { type RateShape, rateLimit } from '../../../../../simulated-s3/rate.ts';
import { Agenda } from './agenda.ts';

/** An S3, and workers that have more to ask than it takes. */
export interface Scenario {
  /** Requests that S3 takes in a second, or how many after so many seconds. */
  limit: number | ((second: number) => number);
  shape: RateShape;
  /** Varies by 30 %: where all requests take equally long, who is refused is a matter of rhythm. */
  latencyMs: number;
  workers: number;
  /** So long after each other they start. Default: all at once. */
  apartMs?: number;
  seconds: number;
  /** Share of the requests that is refused at any pace. Default: none. */
  noise?: number;
  /** A share of the requests goes to a prefix that has a limit of its own. Default: none. */
  slowPrefix?: { share: number; limit: number };
  /** Requests in flight in all workers. Default: what reaches 8,000 requests a second. */
  lanes?: number;
}

/** Of one worker, by second. */
export interface Counts {
  accepted: number[];
  refused: number[];
}

/** Runs the workers in virtual time. Answers what S3 told each. Chance is the same for the same `seed`. */
export function runWorkers(scenario: Scenario, seed = 8): Counts[] {
  const { latencyMs, workers, apartMs = 0, seconds, noise = 0, slowPrefix } = scenario;
  const limitAt = typeof scenario.limit === 'number' ? () => Number(scenario.limit) : scenario.limit;
  const lanes = scenario.lanes ?? Math.max(64 * workers, Math.ceil(8 * 1.3 * latencyMs));
  const agenda = new Agenda();
  const random = randomNumbers(seed);
  const fast = rateLimit(limitAt(0), scenario.shape);
  const slow = slowPrefix && rateLimit(slowPrefix.limit);
  const s3 = (): number | undefined => {
    fast.perSecond = limitAt(Math.floor(agenda.now / 1_000));
    if (noise > 0 && random() < noise) return undefined;
    // The server's second does not begin with the first request.
    return (slowPrefix && random() < slowPrefix.share ? slow : fast)?.take(agenda.now + 370);
  };
  const all = Array.from({ length: workers }, () => {
    const lanesOfOne = Math.ceil(lanes / workers);
    return new Worker(agenda, s3, random, latencyMs, lanesOfOne, seconds);
  });
  for (const [index, worker] of all.entries()) agenda.add(index * apartMs, () => worker.startNext());
  agenda.runUntil(seconds * 1_000);
  return all.map(({ counts }) => counts);
}

/** As RequestRate does. */
const CATCH_UP_MS = 100;

class Worker {
  readonly counts: Counts;
  readonly #agenda: Agenda;
  readonly #s3: () => number | undefined;
  readonly #random: () => number;
  readonly #latencyMs: number;
  readonly #pace = new Pace();
  #free: number;
  #lastStart = Number.NEGATIVE_INFINITY;
  #isWaiting = false;
  /** How often the requests were refused that wait for another try. */
  readonly #again: number[] = [];

  constructor(
    agenda: Agenda,
    s3: () => number | undefined,
    random: () => number,
    latencyMs: number,
    lanes: number,
    seconds: number,
  ) {
    this.#agenda = agenda;
    this.#s3 = s3;
    this.#random = random;
    this.#latencyMs = latencyMs;
    this.#free = lanes;
    const none = () => Array.from({ length: seconds + 1 }, () => 0);
    this.counts = { accepted: none(), refused: none() };
  }

  startNext(): void {
    while (!this.#isWaiting && this.#free > 0) {
      const { now } = this.#agenda;
      const due = Math.max(this.#lastStart + 1_000 / this.#pace.perSecond, now - CATCH_UP_MS);
      if (due > now) {
        this.#waitUntil(due);
        return;
      }
      this.#lastStart = due;
      this.#free -= 1;
      this.#ask(this.#again.pop() ?? 0);
    }
  }

  #waitUntil(due: number): void {
    this.#isWaiting = true;
    this.#agenda.add(due, () => {
      this.#isWaiting = false;
      this.startNext();
    });
  }

  #ask(failures: number): void {
    const startedAt = this.#agenda.now;
    const halfway = this.#latencyMs * (0.35 + 0.3 * this.#random());
    this.#agenda.add(startedAt + halfway, () => {
      const wait = this.#s3();
      this.#agenda.add(this.#agenda.now + halfway + (wait ?? 0), () =>
        this.#answered(startedAt, wait === undefined, failures),
      );
    });
  }

  #answered(startedAt: number, isRefused: boolean, failures: number): void {
    const { now } = this.#agenda;
    this.#pace.answered(startedAt, isRefused, now);
    const counts = isRefused ? this.counts.refused : this.counts.accepted;
    const second = Math.floor(now / 1_000);
    counts[second] = (counts[second] ?? 0) + 1;
    const free = () => {
      this.#free += 1;
      if (isRefused) this.#again.push(failures + 1);
      this.startNext();
    };
    if (isRefused) this.#agenda.add(now + backoffMs('throttled', failures + 1, this.#random), free);
    else free();
  }
}

/** The same in every run, in (0, 1). */
export function randomNumbers(seed: number): () => number {
  let last = seed;
  return () => {
    last = (last * 16_807) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}
