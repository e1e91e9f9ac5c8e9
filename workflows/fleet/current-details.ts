import { setCurrentDetails } from '@temporalio/workflow';
import type { JobEnd } from '../durable/details-parts.ts';
import { fleetDetailsOf } from './details.ts';
import { type Fleet, statusOf } from './job.ts';

/** Puts how far a fleet is on its page in Temporal's UI. No command, so it costs nothing; it ends with the run. */
export function show(fleet: Fleet, end: JobEnd | null = null): void {
  const { request, state } = fleet;
  const { match, notListed } = state;
  const subject = { match, isDryRun: request.dryRun, ...(notListed && { notListed }), end, now: Date.now() };
  setCurrentDetails(fleetDetailsOf(statusOf(fleet), subject));
}

export function enterPhase(fleet: Fleet, phase: Fleet['phase']): void {
  fleet.phase = phase;
  show(fleet);
}
