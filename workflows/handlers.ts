import { setHandler } from '@temporalio/workflow';
import { type Job, statusOf } from './job.ts';
import { pauseSignal, resumeSignal, statusQuery, tuneUpdate } from './messages.ts';
import { checkTune } from './request.ts';

/** Registers the handlers of a job: the first thing a run does, so that no message comes too early. */
export function handleMessages(job: Job): void {
  setHandler(statusQuery, () => statusOf(job), { description: 'How far the job is' });
  setHandler(pauseSignal, () => setPaused(job, true), { description: 'Start no further requests until resumed' });
  setHandler(resumeSignal, () => setPaused(job, false), { description: 'Go on after a pause' });
  setHandler(tuneUpdate, (tune) => Object.assign(job.state.limits, checkTune(tune)), {
    description: 'Change the limits: { concurrency?, requestsPerSecond? }',
    validator: (tune) => void checkTune(tune),
  });
}

function setPaused({ state }: Job, paused: boolean): void {
  state.paused = paused;
}
