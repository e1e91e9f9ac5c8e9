import { sleep } from '@temporalio/workflow';
import type { Steering } from './steering.ts';

/** A job whose phase is shown on its page. */
export interface Phased<Phase> {
  phase: Phase;
  /** End of the present wait; null where there is none. */
  waitsUntil: string | null;
  readonly steering: Pick<Steering, 'show' | 'rate'>;
}

export function enterPhase<Phase>(
  job: Pick<Phased<Phase>, 'phase'> & { steering: Pick<Steering, 'show'> },
  phase: Phase,
): void {
  job.phase = phase;
  job.steering.show();
}

/** Waits on a durable timer whose summary says why. No timer at all for 0 ms: each one is billed. */
export async function waitFor<Phase>(
  job: Phased<Phase>,
  phase: NoInfer<Phase>,
  milliseconds: number,
  summary: string,
): Promise<void> {
  if (milliseconds <= 0) return;
  job.steering.rate.turn?.rest();
  const before = job.phase;
  job.waitsUntil = new Date(Date.now() + milliseconds).toISOString();
  enterPhase(job, phase);
  try {
    await sleep(milliseconds, { summary });
  } finally {
    job.waitsUntil = null;
  }
  enterPhase(job, before);
}
