import { setHandler } from '@temporalio/workflow';
import { prepareStatusQuery } from '../durable/messages.ts';
import { handleSteering } from '../durable/steering.ts';
import type { Preparation } from './job.ts';
import { statusOf } from './status.ts';

/** Registers the handlers of a preparation. What steers it steers the child at work. */
export function handleMessages(job: Preparation): void {
  setHandler(prepareStatusQuery, () => statusOf(job), {
    description: 'How far the job is: phase, counts, the child at work',
  });
  handleSteering(job.steering, {
    pause: 'Start no further requests until `resume`',
    resume: 'Go on after `pause`',
    tune: 'Change the limits: {"concurrency": 16, "requestsPerSecond": 100}, or one of them; requestsPerSecond null: none',
    trouble: 'From a child, with its ID: what stands in the way of its requests',
  });
}
