import { setTimeout } from 'node:timers/promises';
import type { BenchS3 } from './simulated-s3.ts';

/** Workers learn a limit in the first seconds. */
const LEARNING_MS = 5_000;
const LOOK_EVERY_MS = 250;

/** What a server took and refused from the fifth second of a job on, to its last request. */
export interface Steady {
  acceptedPerSecond: number;
  refusedShare: number;
}

interface Sample {
  at: number;
  requests: number;
  refused: number;
}

/** Counts what the server gets until `end`, which answers undefined of a job that took no more than five seconds. */
export function countSteady({ control }: Pick<BenchS3, 'control'>): { end: () => Promise<Steady | undefined> } {
  const over = new AbortController();
  const samples: Sample[] = [];
  const counting = (async () => {
    while (!over.signal.aborted) {
      samples.push({ at: performance.now(), ...sumsOf(await control.run('counts')) });
      await setTimeout(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  // Where the job fails, its server ends, and nobody asks for the count.
  counting.catch(() => {});
  return {
    end: async () => {
      over.abort();
      await counting;
      return steadyOf(samples);
    },
  };
}

function sumsOf(counts: Record<string, Record<number, number>>): Omit<Sample, 'at'> {
  const statuses = Object.values(counts).flatMap((each) => Object.entries(each));
  const sum = (status?: string) =>
    statuses.reduce((total, [each, count]) => total + (status === undefined || each === status ? count : 0), 0);
  return { requests: sum(), refused: sum('503') };
}

export function steadyOf(samples: Sample[]): Steady | undefined {
  const last = samples.find(({ requests }) => requests === samples.at(-1)?.requests);
  const first = samples.find(({ requests }) => requests > 0);
  const learned = samples.find(({ at }) => first !== undefined && at >= first.at + LEARNING_MS);
  if (!last || !learned || learned.at >= last.at) return undefined;
  const requests = last.requests - learned.requests;
  const refused = last.refused - learned.refused;
  return {
    acceptedPerSecond: (1_000 * (requests - refused)) / (last.at - learned.at),
    refusedShare: refused / requests,
  };
}
