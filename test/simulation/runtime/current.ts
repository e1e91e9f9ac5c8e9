import type { Attempt } from './attempt.ts';
import type { Run } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import type { Server } from './server.ts';

/**
 * Who acts now. Only one workflow run or one attempt of an activity is ever at work, and all of its microtasks run before the
 * next thing happens. So a variable does what AsyncLocalStorage does elsewhere. Whatever is waited for remembers its owner.
 */
export const current: {
  run: Run | undefined;
  attempt: Attempt | undefined;
} = { run: undefined, attempt: undefined };

/** The simulation that is under way. */
export const simulation = {} as { scheduler: Scheduler; server: Server };

export function nobody(): void {
  current.run = undefined;
  current.attempt = undefined;
}

export function theRun(): Run {
  if (!current.run) throw new Error('no workflow is at work');
  return current.run;
}

export function theAttempt(): Attempt {
  if (!current.attempt) throw new Error('no activity is at work');
  return current.attempt;
}

/** Acts as an attempt, unless its worker has crashed: then nothing happens any more. */
export function as(attempt: Attempt | undefined, act: () => void): void {
  if (attempt && !attempt.worker.isUp) return;
  current.attempt = attempt;
  act();
}
