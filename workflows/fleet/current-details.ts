import { setCurrentDetails } from '@temporalio/workflow';
import type { JobEnd } from '../durable/failures.ts';
import { detailsOf } from './details.ts';
import type { Fleet } from './job.ts';
import { statusOf } from './status.ts';

/** Puts how far a fleet is on its page in Temporal's UI. No command, so it costs nothing; it ends with the run. */
export function show(fleet: Fleet, end: JobEnd | null = null): void {
  const { request, state } = fleet;
  const { match, notListed } = state;
  const subject = { match, isDryRun: request.dryRun, ...(notListed && { notListed }), end, now: Date.now() };
  setCurrentDetails(detailsOf(statusOf(fleet), subject));
}
