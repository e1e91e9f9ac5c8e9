import { type Contender, everyContender, Missing, REFERENCE } from '../contenders/index.ts';
import { plotOfRows } from '../results/plot.ts';
import { tableOfRows } from '../results/rows.ts';
import { measureInRounds, type Rounds } from '../rounds.ts';
import type { Mode, Options, Outcome } from './mode.ts';

/** All contenders, side by side, at 0, 20 and 80 ms; jobs of 20,000. */
export const compare: Mode = (options) => compareAll(options, 20_000);

/** The same with jobs of 100,000. */
export const compareFull: Mode = (options) => compareAll(options, 100_000);

async function compareAll({ uploads, latencies = [0, 20, 80], rounds }: Options, jobSize: number): Promise<Outcome> {
  const { ready, versions, absent } = await prepareAll(everyContender(uploads ?? jobSize));
  const rows: Rounds['rows'] = [];
  for (const latencyMs of latencies) {
    const measured = await measureInRounds(ready, { latencyMs }, rounds);
    rows.push(...measured.rows);
    absent.push(...measured.failures);
  }
  const text = [tableOfRows(rows, REFERENCE), ...absent.map(({ name, why }) => `Not measured: ${name}: ${why}\n`)];
  const plot = plotOfRows(rows, ({ name }) => name.startsWith('s3-cleanup'));
  return { text: text.join('\n'), result: { reference: REFERENCE, versions, rounds, rows, absent }, plot };
}

async function prepareAll(contenders: Contender[]) {
  const ready: Contender[] = [];
  const versions: Record<string, string> = {};
  const absent: Rounds['failures'] = [];
  for (const contender of contenders) {
    try {
      versions[contender.name] = await contender.prepare();
      ready.push(contender);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      absent.push({ name: contender.name, why: error.message });
    }
  }
  return { ready, versions, absent };
}
