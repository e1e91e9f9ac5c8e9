import { type Scenario, START } from '../scenario.ts';

const WINDOW_MS = 5_000;

/** A worker learns of a `tune` with the answer to a heartbeat, and ends what is under way. */
const TOLD_WITHIN_MS = 30_000;

/** Timers that come late are made up for, and a range that begins may meet a listing of its parent. */
const TOLERANCE = 1.2;

/** A window may begin right before a request and end right after one, and so may the activities in it. */
const AT_THE_EDGES = 2;

/** Counts the requests of any five seconds. */
export class RateWatch {
  /** From when on which rate is in force. Null: none. */
  readonly #rates: Array<{ from: number; perSecond: number | null }>;
  /** When each request set out. */
  readonly times: number[] = [];
  /** The first of them that is in the window. */
  #first = 0;

  constructor({ input, steering }: Scenario) {
    const tunes = steering.flatMap((steer) =>
      steer.kind === 'tune' ? [{ from: START + steer.at, perSecond: steer.requestsPerSecond }] : [],
    );
    const first = { from: Number.NEGATIVE_INFINITY, perSecond: input.limits?.requestsPerSecond ?? null };
    this.#rates = [first, ...tunes.sort((a, b) => a.from - b.from)];
  }

  /** What is wrong, where it is one request too many. */
  sent(now: number): string | undefined {
    const perSecond = this.#highestSince(now - WINDOW_MS - TOLD_WITHIN_MS, now);
    this.times.push(now);
    while ((this.times[this.#first] ?? now) <= now - WINDOW_MS) this.#first += 1;
    const requests = this.times.length - this.#first;
    const most = (perSecond * TOLERANCE * WINDOW_MS) / 1_000 + AT_THE_EDGES;
    return requests > most ? `${requests} requests in 5 s, at ${perSecond} a second` : undefined;
  }

  #highestSince(since: number, now: number): number {
    const inForce = this.#rates.filter(({ from }, at) => from <= now && (this.#rates[at + 1]?.from ?? now) >= since);
    return Math.max(...inForce.map(({ perSecond }) => perSecond ?? Number.POSITIVE_INFINITY));
  }
}
