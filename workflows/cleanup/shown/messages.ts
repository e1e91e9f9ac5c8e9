import { setHandler } from '@temporalio/workflow';
import { statusQuery } from '../../durable/messages.ts';
import { handleSteering } from '../../durable/steering.ts';
import type { Job } from '../job.ts';
import { statusOf } from './status.ts';

/** Registers the handlers of a job: the first thing a run does, so that no message comes too early. */
export function handleMessages(job: Job): void {
  setHandler(statusQuery, () => statusOf(job), {
    description: 'How far the job is: phase, counts, pace, what remains, limits in force',
  });
  handleSteering(job.steering, {
    pause: 'Start no further requests until `resume`; those under way end within seconds',
    resume: 'Go on after `pause`, with what was left',
    tune: 'Change the limits within seconds: {"concurrency": 16, "requestsPerSecond": 100}, or one of them; null: none',
    limits: 'From the parent job to its children: the limits in force',
  });
}
