import type { Contender } from './contenders/index.ts';
import { measure, type Row, type Setting } from './measure.ts';

export interface Rounds {
  /** Of each contender that was measured, in their order, the round of median rate. */
  rows: Row[];
  failures: Array<{ name: string; why: string }>;
}

/** Measures the contenders by turns, so often: what else the machine does falls on all of them. */
export async function measureInRounds(contenders: Contender[], setting: Setting, rounds: number): Promise<Rounds> {
  const measured = new Map<Contender, Row[]>(contenders.map((contender) => [contender, []]));
  const failures: Rounds['failures'] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [contender, rows] of measured) {
      try {
        rows.push(await measure(contender, setting));
      } catch (error) {
        failures.push({ name: `${contender.name} at ${setting.latencyMs} ms`, why: (error as Error).message });
      }
    }
  }
  return { rows: [...measured.values()].flatMap(medianOf), failures };
}

/** None of none; of two, the slower. */
function medianOf(rows: Row[]): Row[] {
  const sorted = rows.toSorted((a, b) => a.rate - b.rate);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  return median ? [{ ...median, ratesOfAllRounds: rows.map(({ rate }) => rate) }] : [];
}
