import { backoffMs } from '../../../../../activities/s3/pacing/backoff.ts';
import { Pace } from '../../../../../activities/s3/pacing/pace.ts';
import { Telling } from '../../../../../activities/s3/pacing/telling.ts';
import { type RateShape, rateLimit } from '../../../../../simulated-s3/rate.ts';
import { Paces } from '../../../../../workflows/durable/rate/paces.ts';
import { Agenda } from './agenda.ts';

/** An S3, and workers that have more to ask than it takes. */
export interface Scenario {
  /** Requests that S3 takes in a second, or how many after so many seconds. */
  limit: number | ((second: number) => number);
  shape: RateShape;
  /** Varies by 30 %: where all requests take equally long, who is refused is a matter of rhythm. */
  latencyMs: number;
  /** Of S3's own seconds, when the first request starts, in milliseconds. Default: 370. */
  phaseMs?: number;
  workers: number;
  /** So long after each other they start. Default: all at once. */
  apartMs?: number;
  seconds: number;
  /** Share of the requests that is refused at any pace. Default: none. */
  noise?: number;
  /** A share of the requests goes to a prefix that has a limit of its own. Default: none. */
  slowPrefix?: { share: number; limit: number };
  /** After so many answers a worker begins another activity: it tells the others its pace, and hears of theirs. Default: 1,000. */
  page?: number;
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
  const { latencyMs, phaseMs = 370, workers, apartMs = 0, seconds, noise = 0, slowPrefix, page = 1_000 } = scenario;
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
    return (slowPrefix && random() < slowPrefix.share ? slow : fast)?.take(agenda.now + phaseMs);
  };
  const paces = new Paces();
  const all = Array.from({ length: workers }, () => {
    const lanesOfOne = Math.ceil(lanes / workers);
    return new Worker(agenda, s3, random, paces, { latencyMs, lanes: lanesOfOne, seconds, page });
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
  readonly #paces: Paces;
  readonly #given: Given;
  readonly #pace = new Pace();
  readonly #telling: Telling;
  #answers = 0;
  #free: number;
  #lastStart = Number.NEGATIVE_INFINITY;
  #isWaiting = false;
  /** How often the requests were refused that wait for another try. */
  readonly #again: number[] = [];

  constructor(agenda: Agenda, s3: () => number | undefined, random: () => number, paces: Paces, given: Given) {
    this.#agenda = agenda;
    this.#s3 = s3;
    this.#random = random;
    this.#paces = paces;
    this.#given = given;
    this.#telling = new Telling(random);
    this.#free = given.lanes;
    const none = () => Array.from({ length: given.seconds + 1 }, () => 0);
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
    const halfway = this.#given.latencyMs * (0.35 + 0.3 * this.#random());
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
    if (!isRefused) this.#accepted(now);
    const free = () => {
      this.#free += 1;
      if (isRefused) this.#again.push(failures + 1);
      this.startNext();
    };
    if (isRefused) this.#agenda.add(now + backoffMs('throttled', failures + 1, this.#random), free);
    else free();
  }

  /** At the end of an activity, the next one begins. */
  #accepted(now: number): void {
    this.#answers += 1;
    if (this.#answers % this.#given.page !== 0) return;
    const pace = this.#telling.tell(this.#pace.found);
    this.#paces.note(pace ? { pace } : {});
    const others = this.#telling.hear(this.#paces.latest.paces ?? []);
    if (others.length > 0) this.#pace.shareWith(others, now);
  }
}

interface Given {
  latencyMs: number;
  lanes: number;
  seconds: number;
  page: number;
}

/** The same in every run, in (0, 1). */
export function randomNumbers(seed: number): () => number {
  let last = seed;
  return () => {
    last = (last * 16_807) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}
