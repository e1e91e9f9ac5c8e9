import { sleep } from '@temporalio/workflow';
import type { Phase } from '../cleanup/contract.ts';
import type { Job } from '../cleanup/job.ts';
import { enterPhase } from '../cleanup/shown/current-details.ts';

/** Waits on a durable timer whose summary says why. No timer at all for 0 ms: each one is billed. */
export async function waitFor(job: Job, phase: Phase, milliseconds: number, summary: string): Promise<void> {
  if (milliseconds <= 0) return;
  job.waitsUntil = Date.now() + milliseconds;
  enterPhase(job, phase);
  try {
    await sleep(milliseconds, { summary });
  } finally {
    job.waitsUntil = null;
  }
  enterPhase(job, 'cleaning');
}
