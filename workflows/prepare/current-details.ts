import { condition, setCurrentDetails } from '@temporalio/workflow';
import { endOf } from '../cleanup/failures.ts';
import type { JobEnd } from '../durable/details-parts.ts';
import type { EmptyInput, EmptyState, PreparePhase } from './contract.ts';
import { emptyingDetailsOf, preparationDetailsOf } from './details.ts';
import { type Preparation, statusOf } from './job.ts';

/** Puts how far a preparation is on its page in Temporal's UI. No command, so it costs nothing; it ends with the run. */
export function show(job: Preparation): void {
  setCurrentDetails(preparationDetailsOf(statusOf(job), { ...job, now: Date.now() }));
}

/** Begins a step, when the job is not paused. */
export async function beginStep(job: Preparation, phase: PreparePhase): Promise<void> {
  await condition(() => !job.state.paused);
  enterPhase(job, phase);
}

export function enterPhase(job: Preparation, phase: PreparePhase): void {
  job.phase = phase;
  show(job);
}

export function showEnd(job: Preparation, how: string): void {
  job.end = { how };
  enterPhase(job, 'done');
}

/** Leaves the phase as it is: there it failed. */
export function showFailure(job: Preparation, error: unknown): void {
  job.end = endOf(error);
  show(job);
}

/** The same for the child that deletes the objects. */
export function showEmptying({ target }: EmptyInput, state: EmptyState, end: JobEnd | null = null): void {
  setCurrentDetails(emptyingDetailsOf(state, target.bucket, { now: Date.now(), end }));
}
