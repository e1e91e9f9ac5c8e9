import { Noise } from './noise.ts';

/**
 * The pace at which S3 lets a worker go on one bucket. It is judged by whole seconds:
 *
 *     S3 refused requests     the pace falls by as many as S3 refused, so to what S3 accepted
 *     S3 refused none         the pace rises by a step, and in each further calm second by a larger one
 *
 * A part of a second says nothing, because S3 may count by the second: then its end is nothing but refusals. After a large fall,
 * S3 refuses for the rest of its second, so the next one is not judged. At first, a worker asks for all that S3 takes and is refused for
 * that in the seconds after, so what S3 has accepted since the start counts, too. Workers that share a limit meet the same share of
 * refusals. The faster one falls by more, so their paces draw near to each other. Where they know of each other, each takes their mean.
 */
export class Pace {
  /** Requests. `Infinity`: no limit. */
  perSecond: number;
  readonly #noise = new Noise();
  #isStarting = true;
  /** Since the first request, or since the start began to ask for more. */
  #learned = { since: Number.POSITIVE_INFINITY, accepted: 0 };
  #calmSeconds = 0;
  #isEcho = false;
  #deafUntil = Number.NEGATIVE_INFINITY;
  #second = { since: 0, answers: 0, refused: 0 };

  constructor() {
    this.perSecond = START.perSecond;
  }

  /** Undefined while S3 has not shown that it limits the worker. */
  get found(): number | undefined {
    return this.#isStarting || this.perSecond === Number.POSITIVE_INFINITY ? undefined : this.perSecond;
  }

  /** The limit that others share is theirs together: each gets as much, and the sum stays. A newcomer takes its share from the start. */
  shareWith(others: number[], now: number): void {
    const own = this.#isStarting ? 0 : this.found;
    if (own === undefined || now < this.#deafUntil) return;
    this.#set(others.reduce((sum, each) => sum + each, own) / (others.length + 1));
    if (this.#isStarting) this.beginSecond(now);
    this.#isStarting = false;
  }

  /** What was counted before is not of the second that begins. */
  beginSecond(now: number): void {
    this.#second = { since: now, answers: 0, refused: 0 };
  }

  /** In milliseconds: when the request started, and when its answer came. */
  answered(startedAt: number, isRefused: boolean, now: number): void {
    this.#learned.since = Math.min(this.#learned.since, startedAt);
    if (!isRefused) this.#learned.accepted += 1;
    // A request that started before this second may have been refused because of an earlier pace.
    if (startedAt >= this.#second.since) {
      this.#second.answers += 1;
      if (isRefused) this.#second.refused += 1;
    }
    if (this.#isStarting) this.#goOnStarting(now);
    else if (now - this.#second.since >= SECOND_MS) this.#judge(now);
  }

  #goOnStarting(now: number): void {
    const { since, answers, refused } = this.#second;
    if (answers < START.answers || now - since < START.stepMs) return;
    this.beginSecond(now);
    // Listings before, one after the other, were no flood, however long they took.
    const isSlow = this.#learned.since < now - SECOND_MS && this.perSecond === START.perSecond;
    if (isSlow) this.#learned = { since: now, accepted: 0 };
    const isRefusing = refused > answers * START.refused;
    this.#set(isRefusing ? this.perSecond / START.growth : this.perSecond * START.growth);
    this.#isStarting = !isRefusing && this.perSecond !== Number.POSITIVE_INFINITY;
  }

  #judge(now: number): void {
    const { since, answers, refused } = this.#second;
    const isEcho = this.#isEcho;
    this.beginSecond(now);
    this.#isEcho = false;
    if (isEcho || answers === 0) return;
    const used = (1_000 * answers) / (now - since);
    const { fromPace, before } = this.#noise.judge({ answers, refused, perSecond: Math.min(this.perSecond, used) });
    if (before !== undefined) this.#set(before);
    else if (fromPace === 0) this.#rise(used);
    else this.#fall(used, (used * fromPace) / answers, now);
    if (fromPace > 0) this.#calmSeconds = 0;
  }

  /** A pace that is not used has not been tried, so it does not rise. */
  #rise(used: number): void {
    const pace = this.perSecond;
    if (!this.#isUsed(used)) return;
    const faster = Math.min(ACCELERATION.each * this.#calmSeconds, ACCELERATION.most);
    this.#calmSeconds += 1;
    this.#set(pace + STEP * Math.sqrt(pace) + faster * pace);
  }

  /** Where S3 refuses few, it has not shown that it would refuse what may start and does not. */
  #fall(used: number, refused: number, now: number): void {
    const isMany = refused > used * MANY.share && (this.#isUsed(used) || refused >= MANY.perSecond);
    const from = Math.min(this.perSecond, isMany ? used : Math.max(2 * used, START.perSecond));
    this.#set(Math.max(from - refused, Math.min(this.perSecond, this.#leastAt(now))));
    this.#isEcho = refused > from * LARGE_FALL;
    if (this.#isEcho) this.#deafUntil = now + STALE_MS;
  }

  /** A worker that has just started falls no further: its own flood may have used up the next second of S3. */
  #leastAt(now: number): number {
    const { since, accepted } = this.#learned;
    const age = now - since;
    return age > 0 && age < LEARNING.ms ? (LEARNING.share * 1_000 * accepted) / age : 0;
  }

  #isUsed(used: number): boolean {
    return used >= this.perSecond / 2;
  }

  #set(perSecond: number): void {
    this.perSecond = perSecond < FASTEST ? Math.max(SLOWEST, perSecond) : Number.POSITIVE_INFINITY;
  }
}

const SECOND_MS = 1_000;

/**
 * In a calm second the pace rises by so many times its square root: by 12 from 3,500 a second, by 1.4 from 50. That is a larger part of
 * a slower pace.
 */
const STEP = 0.2;

/** Each further calm second adds this part of the pace to the step. The pace is sixfold after nine. A larger step would pass a limit by as much. */
const ACCELERATION = { each: 0.06, most: 0.4 };

/** Where S3 refuses more than this part of the pace, that has an echo: S3 has counted requests of before the fall in its second. */
const LARGE_FALL = 0.1;

/** What others told before such a fall is of a limit that is no more. They tell their pace once in a page. */
const STALE_MS = 2_500;

/** This share of the requests; and where the pace is hardly used, so many in a second. */
const MANY = { share: 0.05, perSecond: 10 };

/**
 * A worker that is new to a bucket asks for 500 requests a second, then for twice as many, and so on. Each step lasts for 50 ms and 25
 * answers. When S3 refuses more than 60 % of them, the pace is that of the step before. Two workers that each ask for all that S3 takes
 * are refused half, so that is no reason to stop. How many S3 accepts in so short a time says nothing.
 */
const START = { perSecond: 500, growth: 2, stepMs: 50, answers: 25, refused: 0.6 };

/** In its first four seconds, a worker keeps this share of the mean that S3 has accepted. The rest may be what S3 had saved up. */
const LEARNING = { ms: 4_000, share: 0.7 };

const SLOWEST = 1;

/** Above this rate there is no need to limit. */
const FASTEST = 20_000;
