import { setHandler } from '@temporalio/workflow';
import type { LimitsInForce, Tune } from '../cleanup/contract.ts';
import { checkTune } from '../cleanup/request.ts';
import { fleetStatusQuery, limitsSignal, pauseSignal, resumeSignal, tuneUpdate } from '../durable/messages.ts';
import { show } from './current-details.ts';
import { type Fleet, statusOf } from './job.ts';

/** Registers the handlers of a fleet; what steers it steers every bucket at work. */
export function handleFleet(fleet: Fleet): void {
  setHandler(fleetStatusQuery, () => statusOf(fleet), {
    description: 'How far the job is: buckets by outcome, those at work, those that ended last',
  });
  setHandler(pauseSignal, () => setPaused(fleet, true), {
    description: 'Begin no further bucket, and pause those at work, until `resume`',
  });
  setHandler(resumeSignal, () => setPaused(fleet, false), { description: 'Go on after `pause`' });
  setHandler(tuneUpdate, (tune) => setLimits(fleet, tune), {
    description:
      'Change the limits of every bucket: {"concurrency": 16, "requestsPerSecond": 100}, or one of them; null: none',
    validator: (tune) => void checkTune(tune),
  });
}

/** Children that end meanwhile need no telling. */
async function setPaused(fleet: Fleet, paused: boolean): Promise<void> {
  const { state, children } = fleet;
  state.paused = paused;
  show(fleet);
  const signal = paused ? pauseSignal : resumeSignal;
  await Promise.allSettled([...children.values()].map((child) => child.signal(signal)));
}

async function setLimits(fleet: Fleet, tune: Tune): Promise<LimitsInForce> {
  const { state, children } = fleet;
  Object.assign(state.limits, checkTune(tune));
  show(fleet);
  await Promise.allSettled([...children.values()].map((child) => child.signal(limitsSignal, state.limits)));
  return state.limits;
}
