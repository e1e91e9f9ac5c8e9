import { sha256 } from '../sha256.ts';

/** Of 1 to 5, the least comes first. A job that somebody starts has Temporal's default, 3: schedules can wait for it. */
export const PRIORITY_OF_SCHEDULES = 4;

/** Temporal takes 64 bytes. A bucket has 63 at most, an ARN more. */
const LONGEST_KEY = 64;

/** A task queue gives the jobs on each bucket their turn, where the server has fairness. `hidden`: a hash in place of the name. */
export function fairnessKey(bucket: string, { hidden = false } = {}): string {
  const bytes = new TextEncoder().encode(bucket);
  return hidden || bytes.length > LONGEST_KEY ? sha256(bytes).slice(0, LONGEST_KEY / 2) : bucket;
}
