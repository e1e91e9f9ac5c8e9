import { Noise } from './noise.ts';

/**
 * The pace at which S3 lets a worker go on one bucket. It is judged by whole seconds:
 *
 *     S3 refused requests     the pace falls by as many as S3 refused, so to what S3 accepted
 *     S3 refused none         the pace rises by a step, and in each further calm second by a larger one
 *
 * A part of a second says nothing, because S3 may count by the second: then its end is nothing but refusals. After a large fall,
 * S3 refuses for the rest of its second, so the next one is not judged. Workers that share a limit meet the same share of
 * refusals. The faster one falls by more, so their paces draw near to each other.
 */
export class Pace {
  /** Requests. `Infinity`: no limit. */
  perSecond: number;
  readonly #noise = new Noise();
  #isStarting = true;
  #calmSeconds = 0;
  #isEcho = false;
  #second = { since: 0, answers: 0, refused: 0 };

  constructor() {
    this.perSecond = START.perSecond;
  }

  /** What was counted before is not of the second that begins. */
  beginSecond(now: number): void {
    this.#second = { since: now, answers: 0, refused: 0 };
  }

  /** In milliseconds: when the request started, and when its answer came. */
  answered(startedAt: number, isRefused: boolean, now: number): void {
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
    else this.#fall(used, (used * fromPace) / answers);
    if (fromPace > 0) this.#calmSeconds = 0;
  }

  /** A pace that is not used has not been tried, so it does not rise. */
  #rise(used: number): void {
    const pace = this.perSecond;
    if (!this.#isUsed(used)) return;
    const faster = pace + STEP * Math.sqrt(pace) + ACCELERATION * this.#calmSeconds * pace;
    this.#calmSeconds += 1;
    this.#set(Math.min(faster, 2 * pace));
  }

  /** Where S3 refuses few, it has not shown that it would refuse what may start and does not. */
  #fall(used: number, refused: number): void {
    const isMany = refused > used * MANY.share && (this.#isUsed(used) || refused >= MANY.perSecond);
    const from = Math.min(this.perSecond, isMany ? used : Math.max(2 * used, START.perSecond));
    this.#set(from - refused);
    this.#isEcho = refused > from * LARGE_FALL;
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

/** Each further calm second adds this part of the pace to the step. The pace is sixfold after ten. */
const ACCELERATION = 0.06;

/** A fall by more than this part of the pace has an echo: S3 has counted requests of before the fall in its second. */
const LARGE_FALL = 0.1;

/** This share of the requests; and where the pace is hardly used, so many in a second. */
const MANY = { share: 0.05, perSecond: 10 };

/**
 * A worker that is new to a bucket asks for 500 requests a second, then for twice as many, and so on. Each step lasts for 50 ms and 25
 * answers. When S3 refuses more than 60 % of them, the pace is that of the step before. Two workers that each ask for all that S3 takes
 * are refused half, so that is no reason to stop. How many S3 accepts in so short a time says nothing.
 */
const START = { perSecond: 500, growth: 2, stepMs: 50, answers: 25, refused: 0.6 };

const SLOWEST = 1;

/** Above this rate there is no need to limit. */
const FASTEST = 20_000;
