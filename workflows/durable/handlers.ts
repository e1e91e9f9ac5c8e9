import { setHandler } from '@temporalio/workflow';
import type { LimitsInForce, Tune } from '../cleanup/contract.ts';
import { type Job, statusOf } from '../cleanup/job.ts';
import { checkTune } from '../cleanup/request.ts';
import { show } from '../cleanup/shown/current-details.ts';
import { limitsSignal, pauseSignal, resumeSignal, statusQuery, tuneUpdate } from './messages.ts';
import { interrupt } from './steering.ts';

/** Registers the handlers of a job: the first thing a run does, so that no message comes too early. */
export function handleMessages(job: Job): void {
  setHandler(statusQuery, () => statusOf(job), {
    description: 'How far the job is: phase, counts, pace, what remains, limits in force',
  });
  setHandler(pauseSignal, () => setPaused(job, true), {
    description: 'Start no further requests until `resume`; those under way end within seconds',
  });
  setHandler(resumeSignal, () => setPaused(job, false), { description: 'Go on after `pause`, with what was left' });
  setHandler(tuneUpdate, (tune) => setLimits(job, tune), {
    description:
      'Change the limits within seconds: {"concurrency": 16, "requestsPerSecond": 100}, or one of them; null: none',
    validator: (tune) => void checkTune(tune),
  });
  // A signal cannot be refused, and must not end the job.
  setHandler(limitsSignal, async (limits) => void (await setLimits(job, limits).catch(() => {})), {
    description: 'From the parent job to its children: the limits in force',
  });
}

/** Children that end meanwhile need no telling. */
async function setPaused(job: Job, paused: boolean): Promise<void> {
  job.state.paused = paused;
  if (paused) interrupt(job);
  show(job);
  const signal = paused ? pauseSignal : resumeSignal;
  await Promise.allSettled([...job.children.values()].map(({ handle }) => handle.signal(signal)));
}

async function setLimits(job: Job, tune: Tune): Promise<LimitsInForce> {
  Object.assign(job.state.limits, checkTune(tune));
  interrupt(job);
  show(job);
  const { children, state } = job;
  await Promise.allSettled([...children.values()].map(({ handle }) => handle.signal(limitsSignal, state.limits)));
  return state.limits;
}
