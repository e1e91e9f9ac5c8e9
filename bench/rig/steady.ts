import type { Count } from './count-while.ts';

/** Workers learn a limit in the first seconds. */
const LEARNING_MS = 5_000;

/** What a server took and refused from the fifth second of a job on, to its last request. */
export interface Steady {
  acceptedPerSecond: number;
  refusedShare: number;
}

/** Undefined of a job that took no more than five seconds. */
export function steadyOf(counts: Count[]): Steady | undefined {
  const last = counts.find(({ requests }) => requests === counts.at(-1)?.requests);
  const first = counts.find(({ requests }) => requests > 0);
  const learned = counts.find(({ at }) => first !== undefined && at >= first.at + LEARNING_MS);
  if (!last || !learned || learned.at >= last.at) return undefined;
  const requests = last.requests - learned.requests;
  const refused = last.refused - learned.refused;
  return {
    acceptedPerSecond: (1_000 * (requests - refused)) / (last.at - learned.at),
    refusedShare: refused / requests,
  };
}
