import { setHandler } from '@temporalio/workflow';
import type { LimitsInForce, Tune } from '../cleanup/contract.ts';
import { checkTune } from '../cleanup/request.ts';
import {
  emptyStatusQuery,
  limitsSignal,
  pauseSignal,
  prepareStatusQuery,
  resumeSignal,
  tuneUpdate,
} from '../durable/messages.ts';
import type { EmptyInput, EmptyState } from './contract.ts';
import { show, showEmptying } from './current-details.ts';
import { type Preparation, statusOf } from './job.ts';

/** Registers the handlers of a preparation; what steers it steers the child at work. */
export function handlePreparation(job: Preparation): void {
  setHandler(prepareStatusQuery, () => statusOf(job), {
    description: 'How far the job is: phase, counts, the child at work',
  });
  setHandler(pauseSignal, () => setPaused(job, true), { description: 'Start no further requests until `resume`' });
  setHandler(resumeSignal, () => setPaused(job, false), { description: 'Go on after `pause`' });
  setHandler(tuneUpdate, (tune) => setLimits(job, tune), {
    description:
      'Change the limits: {"concurrency": 16, "requestsPerSecond": 100}, or one of them; requestsPerSecond null: none',
    validator: (tune) => void checkTune(tune),
  });
}

/** Registers the handlers of an emptying; a page under way ends within seconds. */
export function handleEmptying(input: EmptyInput, state: EmptyState): void {
  const change = (changes: Partial<EmptyState>) => {
    Object.assign(state, changes);
    showEmptying(input, state);
  };
  setHandler(emptyStatusQuery, () => state, { description: 'How many objects are deleted' });
  setHandler(pauseSignal, () => change({ paused: true }));
  setHandler(resumeSignal, () => change({ paused: false }));
  setHandler(limitsSignal, (limits) => change({ limits: { ...state.limits, ...limits } }));
}

/** A child that ends meanwhile needs no telling. */
async function setPaused(job: Preparation, paused: boolean): Promise<void> {
  const { state, child } = job;
  state.paused = paused;
  show(job);
  await child?.signal(paused ? pauseSignal : resumeSignal).catch(() => {});
}

async function setLimits(job: Preparation, tune: Tune): Promise<LimitsInForce> {
  const { state, child } = job;
  Object.assign(state.limits, checkTune(tune));
  show(job);
  await child?.signal(limitsSignal, state.limits).catch(() => {});
  return state.limits;
}
