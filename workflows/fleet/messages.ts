import { setHandler } from '@temporalio/workflow';
import { fleetStatusQuery } from '../durable/messages.ts';
import { handleSteering } from '../durable/steering.ts';
import type { Fleet } from './job.ts';
import { statusOf } from './status.ts';

/** Registers the handlers of a fleet. What steers the fleet steers every bucket at work. */
export function handleMessages(fleet: Fleet): void {
  setHandler(fleetStatusQuery, () => statusOf(fleet), {
    description: 'How far the job is: buckets by outcome, those at work, those that ended last',
  });
  handleSteering(fleet.steering, {
    pause: 'Begin no further bucket, and pause those at work, until `resume`',
    resume: 'Go on after `pause`',
    tune: 'Change the limits of every bucket: {"concurrency": 16, "requestsPerSecond": 100}, or one of them; null: none',
    trouble: 'From a child, with its ID: what stands in the way of its requests',
  });
}
