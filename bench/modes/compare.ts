import { type Contender, everyContender, Missing, REFERENCE } from '../contenders/index.ts';
import { measure, type Row } from '../measure.ts';
import { plotOfRows } from '../results/plot.ts';
import { tableOfRows } from '../results/rows.ts';
import type { Mode, Options, Outcome } from './mode.ts';

/** All contenders, side by side, at 0, 20 and 80 ms; jobs of 20,000. */
export const compare: Mode = (options) => compareAll(options, 20_000);

/** The same with jobs of 100,000. */
export const compareFull: Mode = (options) => compareAll(options, 100_000);

interface Absent {
  name: string;
  why: string;
}

async function compareAll({ uploads, latencies = [0, 20, 80] }: Options, jobSize: number): Promise<Outcome> {
  const { ready, versions, absent } = await prepareAll(everyContender(uploads ?? jobSize));
  const rows: Row[] = [];
  for (const latencyMs of latencies) {
    for (const contender of ready) await measureOrNote(contender, latencyMs, rows, absent);
  }
  const text = [tableOfRows(rows, REFERENCE), ...absent.map(({ name, why }) => `not measured: ${name}: ${why}\n`)];
  const plot = plotOfRows(rows, ({ name }) => name.startsWith('s3-cleanup'));
  return { text: text.join('\n'), result: { reference: REFERENCE, versions, rows, absent }, plot };
}

async function prepareAll(contenders: Contender[]) {
  const ready: Contender[] = [];
  const versions: Record<string, string> = {};
  const absent: Absent[] = [];
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

/** One that fails is told of, and does not keep the others from being measured. */
async function measureOrNote(contender: Contender, latencyMs: number, rows: Row[], absent: Absent[]): Promise<void> {
  try {
    rows.push(await measure(contender, { latencyMs }));
  } catch (error) {
    absent.push({ name: `${contender.name} at ${latencyMs} ms`, why: (error as Error).message });
  }
}
