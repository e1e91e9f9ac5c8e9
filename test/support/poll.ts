import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks every 50 ms until the answer is neither false, null nor undefined; rejects after the deadline. The deadline only ends a
 * test that fails: on a busy machine what takes a second takes a minute.
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  deadlineMs = 120_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) {
      return answer as Exclude<T, false | null | undefined>;
    }
    if (Date.now() > deadline) throw new Error(`not true after ${deadlineMs} ms: ${ask}`);
    await delay(50);
  }
}
