import { setTimeout } from 'node:timers/promises';
import { sum } from '../../domain/counts.ts';
import type { BenchS3 } from './simulated-s3.ts';

const LOOK_EVERY_MS = 250;

/** What a server has counted by a time in milliseconds. */
export interface Count {
  at: number;
  requests: number;
  /** With SlowDown. */
  refused: number;
}

/** Looks at the counts of the server four times a second, until the work is over, in whatever way. */
export async function countWhile({ control }: Pick<BenchS3, 'control'>, work: Promise<unknown>): Promise<Count[]> {
  const isOver = work.then(
    () => true,
    () => true,
  );
  const counts: Count[] = [];
  do counts.push({ at: performance.now(), ...requestsIn(await control.run('counts')) });
  while (!(await Promise.race([isOver, setTimeout(LOOK_EVERY_MS, false)])));
  return counts;
}

/** Of the counts of a server, by operation and status. */
export function requestsIn(counts: Record<string, Record<number, number>>): Omit<Count, 'at'> {
  const statuses = Object.values(counts);
  return {
    requests: sum(statuses.flatMap((each) => Object.values(each))),
    refused: sum(statuses.map((each) => each[503] ?? 0)),
  };
}
