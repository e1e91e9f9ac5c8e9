import { setHandler } from '@temporalio/workflow';
import type { LimitsInForce, Tune } from './contract.ts';
import { type Job, statusOf } from './job.ts';
import { limitsSignal, pauseSignal, resumeSignal, statusQuery, tuneUpdate } from './messages.ts';
import { checkTune } from './request.ts';

/** Registers the handlers of a job: the first thing a run does, so that no message comes too early. */
export function handleMessages(job: Job): void {
  setHandler(statusQuery, () => statusOf(job), { description: 'How far the job is' });
  setHandler(pauseSignal, () => setPaused(job, true), { description: 'Start no further requests until resumed' });
  setHandler(resumeSignal, () => setPaused(job, false), { description: 'Go on after a pause' });
  setHandler(tuneUpdate, (tune) => setLimits(job, tune), {
    description: 'Change the limits: { concurrency?, requestsPerSecond? }',
    validator: (tune) => void checkTune(tune),
  });
  setHandler(limitsSignal, (limits) => void Object.assign(job.state.limits, limits));
}

/** Children that end meanwhile need no telling. */
async function setPaused({ state, children }: Job, paused: boolean): Promise<void> {
  state.paused = paused;
  const signal = paused ? pauseSignal : resumeSignal;
  await Promise.allSettled([...children.values()].map((child) => child.signal(signal)));
}

async function setLimits({ state, children }: Job, tune: Tune): Promise<LimitsInForce> {
  Object.assign(state.limits, checkTune(tune));
  await Promise.allSettled([...children.values()].map((child) => child.signal(limitsSignal, state.limits)));
  return state.limits;
}
