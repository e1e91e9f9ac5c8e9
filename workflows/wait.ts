import { sleep } from '@temporalio/workflow';
import type { Phase } from './contract.ts';
import { enterPhase } from './current-details.ts';
import type { Job } from './job.ts';

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
