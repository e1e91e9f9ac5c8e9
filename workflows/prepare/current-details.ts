import { setCurrentDetails } from '@temporalio/workflow';
import { endOf } from '../durable/failures.ts';
import { unlessPaused } from '../durable/steering.ts';
import { enterPhase } from '../durable/wait.ts';
import type { PreparePhase } from './contract.ts';
import { detailsOf } from './details.ts';
import type { Preparation } from './job.ts';
import { statusOf } from './status.ts';

/** Puts how far a preparation is on its page in Temporal's UI. No command, so it costs nothing; it ends with the run. */
export function show(job: Preparation): void {
  setCurrentDetails(detailsOf(statusOf(job), { ...job, now: Date.now() }));
}

/** Begins a step once the job is not paused. */
export async function beginStep(job: Preparation, phase: PreparePhase): Promise<void> {
  await unlessPaused(job.steering);
  enterPhase(job, phase);
}

export function showEnd(job: Preparation, how: string): void {
  job.end = { how };
  enterPhase(job, 'done');
}

/** Leaves the phase as it is, because it tells where the job failed. */
export function showFailure(job: Preparation, error: unknown): void {
  job.end = endOf(error);
  show(job);
}
