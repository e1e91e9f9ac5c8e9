import { condition } from '@temporalio/workflow';
import type { Limits } from '../../../activities/contract.ts';
import { sum } from '../../../domain/counts.ts';
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
}

export interface Part {
  perSecond: number;
}

/** `whole`: the activity is the only one of its job, and takes all of the rate. */
export type Share = 'whole' | 'part';

export function rateOf(state: Rate['state'], turn: Turn | undefined): Rate {
  return { state, inUse: new Set(), waiting: [], turn };
}

/**
 * Has an activity work with its part of the job's rate. The parts in use never add up to more than the rate, in however many
 * processes the activities run. Waits until there is one, and until the end of a pause. Without a rate, nobody waits.
 */
export function withPart<Answer>(rate: Rate, share: Share, work: (limits: Limits) => Promise<Answer>): Promise<Answer> {
  const { concurrency, requestsPerSecond } = rate.state.limits;
  return requestsPerSecond === null ? work({ concurrency }) : inTurn(rate, share, work);
}

async function inTurn<Answer>(rate: Rate, share: Share, work: (limits: Limits) => Promise<Answer>): Promise<Answer> {
  const { state, inUse, turn } = rate;
  let part: Part | undefined;
  await turn?.take();
  try {
    part = await nextPart(rate, share);
    const { perSecond } = part;
    const isLifted = perSecond === Number.POSITIVE_INFINITY;
    return await work({ concurrency: state.limits.concurrency, ...(!isLifted && { requestsPerSecond: perSecond }) });
  } finally {
    if (part) inUse.delete(part);
    turn?.done();
  }
}

/** Those that wait are served in their order, so that a large part is not passed over for ever. */
async function nextPart(rate: Rate, share: Share): Promise<Part> {
  const { state, waiting, inUse } = rate;
  const ticket = {};
  waiting.push(ticket);
  try {
    await condition(() => waiting[0] === ticket && !state.paused && isFree(rate, share));
    const part = { perSecond: partOf(state.limits, share) };
    inUse.add(part);
    return part;
  } finally {
    waiting.splice(waiting.indexOf(ticket), 1);
  }
}

/** `tune` may have changed the rate since the parts in use were taken, or lifted it. */
function isFree({ state, inUse }: Rate, share: Share): boolean {
  const { requestsPerSecond } = state.limits;
  if (requestsPerSecond === null) return true;
  const used = sum([...inUse].map(({ perSecond }) => perSecond));
  return used + partOf(state.limits, share) <= requestsPerSecond * ROUNDING;
}

/**
 * As few parts as reach the rate: then one page follows the other at the full rate. Many would end one by one where the uploads do, and
 * what the first ones leave would be used by nobody.
 */
function partOf({ concurrency, requestsPerSecond }: LimitsInForce, share: Share): number {
  const perSecond = requestsPerSecond ?? Number.POSITIVE_INFINITY;
  const parts = Math.ceil(perSecond / (concurrency * BY_ONE_IN_FLIGHT));
  return share === 'whole' ? perSecond : perSecond / Math.min(PAGES_AT_ONCE, parts);
}

/** Requests a second, where an answer takes 125 ms. */
const BY_ONE_IN_FLIGHT = 8;

/** The sum of three thirds may be a little more than the whole. */
const ROUNDING = 1 + 1e-9;
