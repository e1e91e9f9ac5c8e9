import { setHandler } from '@temporalio/workflow';
import type { LimitsInForce, Tune } from './contract.ts';
import {
  emptyStatusQuery,
  limitsSignal,
  pauseSignal,
  prepareStatusQuery,
  resumeSignal,
  tuneUpdate,
} from './messages.ts';
import type { EmptyState } from './prepare-contract.ts';
import { type Preparation, statusOf } from './prepare-job.ts';
import { checkTune } from './request.ts';

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
export function handleEmptying(state: EmptyState): void {
  setHandler(emptyStatusQuery, () => state, { description: 'How many objects are deleted' });
  setHandler(pauseSignal, () => void Object.assign(state, { paused: true }));
  setHandler(resumeSignal, () => void Object.assign(state, { paused: false }));
  setHandler(limitsSignal, (limits) => void Object.assign(state.limits, limits));
}

/** A child that ends meanwhile needs no telling. */
async function setPaused({ state, child }: Preparation, paused: boolean): Promise<void> {
  state.paused = paused;
  await child?.signal(paused ? pauseSignal : resumeSignal).catch(() => {});
}

async function setLimits({ state, child }: Preparation, tune: Tune): Promise<LimitsInForce> {
  Object.assign(state.limits, checkTune(tune));
  await child?.signal(limitsSignal, state.limits).catch(() => {});
  return state.limits;
}
