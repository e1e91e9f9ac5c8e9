/**
 * How often one request may fail in this way within an activity. Throttling is not the fault of a request, and the pace
 * adapts.
 */
export const MAX_TRIES = { transient: 5, throttled: 10 };

/** The longest wait before the second try. */
const FIRST_MS = { transient: 100, throttled: 250 };

const LONGEST_MS = 5_000;

/** Full jitter: anything from 0 to a limit that doubles with each failed try, up to 5 s. `random` is in [0, 1). */
export function backoffMs(kind: keyof typeof MAX_TRIES, failures: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS[kind] * 2 ** (failures - 1));
}
