import { bareLoop } from '../contenders/bare-loop.ts';
import { product } from '../contenders/index.ts';
import { measure, type Row } from '../measure.ts';
import { tableOfRows } from '../results/rows.ts';
import { measureInRounds } from '../rounds.ts';
import type { Mode } from './mode.ts';

const BARE = 'bare loop';

/** What the workflow adds to the same S3 requests in a loop, with as many in flight as the workflow has at 20 ms. */
export const bare: Mode = async ({ uploads = 50_000, latencies = [20, 0], rounds }) => {
  const workflow = product('workflow', uploads, { input: { settle: 0 } });
  // Without latency, the server sees fewer requests at once than were sent.
  const { peakInFlight } = await measure(workflow, { latencyMs: 20 });
  const rows: Row[] = [];
  for (const latencyMs of latencies) {
    const measured = await measureInRounds([workflow, bareLoop(BARE, uploads, peakInFlight)], { latencyMs }, rounds);
    if (measured.failures[0]) throw new Error(measured.failures[0].why);
    rows.push(...measured.rows);
  }
  return { text: tableOfRows(rows, BARE), result: { reference: BARE, inFlight: peakInFlight, rows } };
};
