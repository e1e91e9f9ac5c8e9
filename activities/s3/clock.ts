import { setTimeout as delay } from 'node:timers/promises';

/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds since some fixed instant. */
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    sleepFor(ms, signal).catch(() => {
      throw signal.reason;
    }),
};

/** Node takes a longer timer for one of 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= LONGEST_TIMER_MS) return delay(ms, undefined, { signal });
  return delay(LONGEST_TIMER_MS, undefined, { signal }).then(() => sleepFor(ms - LONGEST_TIMER_MS, signal));
}
