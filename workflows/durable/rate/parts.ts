import { condition } from '@temporalio/workflow';
import type { Answered, Limits } from '../../../activities/contract.ts';
import { sum } from '../../../domain/counts.ts';
import { PAGE_SIZE } from '../../../domain/pages.ts';
import type { LimitsInForce } from '../contract.ts';
import { PAGES_AT_ONCE } from '../policies.ts';
import type { Turn } from './turn.ts';

/** The rate of a job, as one of its runs deals it out. */
export interface Rate {
  readonly state: { readonly paused: boolean; readonly limits: LimitsInForce };
  /** What the activities under way have of it. */
  readonly inUse: Set<Part>;
  /** The activities that wait for a part, first come first. */
  readonly waiting: object[];
  /** When this one of the job's workflows may ask S3. Absent: always. */
  readonly turn: Turn | undefined;
  /** So many times its part an activity is told, because it also takes time to begin and to answer. */
  makingUp: number;
  /** So many activities at once reach the rate, as far as is known. */
  parts: number;
}

export interface Part {
  perSecond: number;
}

/**
 * `whole`: the activity is the only one of its job, and takes all of the rate. `listing`: a part where one is free, and else, so that
 * neither it nor the work has to wait, a little beside the rate. `beside`: that at once.
 */
export type Share = 'part' | 'whole' | 'listing' | 'beside';

export function rateOf(state: Rate['state'], turn: Turn | undefined): Rate {
  return { state, inUse: new Set(), waiting: [], turn, makingUp: 1, parts: 1 };
}

/**
 * Has an activity work with its part of the job's rate. The parts in use never add up to more than the rate, in however many
 * processes the activities run. Waits until there is one, and until the end of a pause. Without a rate, nobody waits.
 */
export function withPart<Answer extends Answered>(
  rate: Rate,
  share: Share,
  work: Work<Answer>,
): ReturnType<Work<Answer>> {
  const { concurrency, requestsPerSecond } = rate.state.limits;
  if (requestsPerSecond === null) return work({ concurrency });
  return share === 'beside' ? work(littleOf(rate)) : inTurn(rate, share, work);
}

type Work<Answer> = (limits: Limits) => Promise<Ended<Answer>>;

/** How an activity ended that did not fail by itself: with its answer, or with the failure of one that was interrupted. */
export interface Ended<Answer> {
  answer?: Answer;
  failed?: unknown;
}

async function inTurn<Answer extends Answered>(rate: Rate, share: Share, work: Work<Answer>) {
  const { state, inUse, turn } = rate;
  await turn?.take();
  while (state.paused) {
    await condition(() => !state.paused);
    // `tune` may have lifted the rate and set it again meanwhile.
    await turn?.take();
  }
  if (share === 'listing' && !(rate.waiting.length === 0 && isFree(rate))) return await work(littleOf(rate));
  const part = await nextPart(rate, share);
  // A listing makes as many requests as it takes, so it would make up for more than was lost.
  const told = share === 'listing' ? part.perSecond : part.perSecond * Math.min(rate.makingUp, 1 + atMost(part));
  const begun = Date.now();
  try {
    const ended = await work(limitsWith(state.limits, told));
    const { answer } = ended;
    if (answer && share !== 'listing') learn(rate, part, { told, tookMs: Date.now() - begun, answer });
    return ended;
  } finally {
    inUse.delete(part);
  }
}

/**
 * What the last activity lost, the next one makes up for, up to a quarter of a second in a page, and of the rate. That is a twentieth of five
 * seconds, so the rate stays within its tenth. Where that is not enough, S3 is slow, or the pages are too short: more of them are at work at once.
 */
function learn(
  rate: Rate,
  part: Part,
  { told, tookMs, answer }: { told: number; tookMs: number; answer: Answered },
): void {
  const { throttled: _, ...made } = answer.requests;
  const requests = sum(Object.values(made));
  const { perSecond } = part;
  // `tune` may have lifted the rate.
  if (requests === 0 || perSecond === Number.POSITIVE_INFINITY || toDealOut(rate) === Number.POSITIVE_INFINITY) return;
  const lostMs = Math.max(0, tookMs - (1_000 * requests) / told);
  const leftMs = Math.max(0, (1_000 * requests) / perSecond - lostMs);
  const isEnough = lostMs <= atMost(part) * leftMs;
  rate.makingUp = 1 + (isEnough ? lostMs / leftMs : atMost(part));
  const needed = (toDealOut(rate) * tookMs) / (1_000 * requests);
  if (!isEnough) rate.parts = Math.max(rate.parts, Math.ceil(needed));
}

/** The share of its part that an activity may make up for. */
function atMost({ perSecond }: Part): number {
  return Math.min(MAKES_UP.ofRate, (MAKES_UP.ms * perSecond) / (1_000 * PAGE_SIZE));
}

/** There is about one listing in two thousand requests. Only where nearly all uploads are kept, it adds up to so much. */
function littleOf({ state: { limits } }: Rate): Limits {
  return limitsWith(limits, (limits.requestsPerSecond ?? Number.POSITIVE_INFINITY) * BESIDE);
}

/** True of a rate so high that a listing beside it goes as fast as S3 answers. */
export function isListedBeside({ requestsPerSecond }: LimitsInForce): boolean {
  return (requestsPerSecond ?? 0) * BESIDE >= LISTINGS_A_SECOND;
}

/** What an activity of few requests needs of the limits: without a rate nothing, and nothing more in its history. */
export function rateOnly({ requestsPerSecond }: Limits | LimitsInForce): { limits?: { requestsPerSecond: number } } {
  return typeof requestsPerSecond === 'number' ? { limits: { requestsPerSecond } } : {};
}

/** `tune` may have lifted the rate meanwhile. */
function limitsWith({ concurrency }: LimitsInForce, requestsPerSecond: number): Limits {
  return { concurrency, ...(requestsPerSecond !== Number.POSITIVE_INFINITY && { requestsPerSecond }) };
}

/** Those that wait are served in their order. */
async function nextPart(rate: Rate, share: Share): Promise<Part> {
  const { state, waiting, inUse } = rate;
  const ticket = {};
  waiting.push(ticket);
  try {
    await condition(() => waiting[0] === ticket && !state.paused && isFree(rate));
    const part = { perSecond: partOf(rate, share) };
    inUse.add(part);
    return part;
  } finally {
    waiting.splice(waiting.indexOf(ticket), 1);
  }
}

/** `tune` may have changed the rate since the parts in use were taken, or lifted it. */
function isFree(rate: Rate): boolean {
  if (rate.state.limits.requestsPerSecond === null) return true;
  return rate.inUse.size < partsAtMost(rate) && free(rate) > 0;
}

function free(rate: Rate): number {
  const all = toDealOut(rate);
  if (all === Number.POSITIVE_INFINITY) return all;
  const left = all - sum([...rate.inUse].map(({ perSecond }) => perSecond));
  return left > all * ROUNDING ? left : 0;
}

/** The rate of the job, or the share of it that this range has in its turn. */
function toDealOut({ state, turn }: Rate): number {
  return (state.limits.requestsPerSecond ?? Number.POSITIVE_INFINITY) * (turn?.share ?? 1);
}

/** What is free is for those that wait. Where there are fewer than may be at work, each gets more. */
function partOf(rate: Rate, share: Share): number {
  const others =
    share === 'whole' ? 1 : Math.max(1, Math.min(rate.waiting.length, partsAtMost(rate) - rate.inUse.size));
  return free(rate) / others;
}

/**
 * As few as reach the rate: then one page follows the other, each at the full rate. Many would end one by one where the uploads do, and
 * nobody would use what the first ones leave.
 */
function partsAtMost(rate: Rate): number {
  const { concurrency } = rate.state.limits;
  return Math.min(rate.parts, PAGES_AT_ONCE, Math.ceil(toDealOut(rate) / (concurrency * BY_ONE_IN_FLIGHT)));
}

const MAKES_UP = { ms: 250, ofRate: 0.25 };

/** A range that lists and a job that looks for the next range: with what is made up for, they are less than a tenth. */
const BESIDE = 0.02;

/** One page after the other. */
const LISTINGS_A_SECOND = 10;

/** Requests a second, where an answer takes 125 ms. */
const BY_ONE_IN_FLIGHT = 8;

/** Three thirds may be a little less than the whole. */
const ROUNDING = 1e-9;
