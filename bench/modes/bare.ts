import { bareLoop } from '../contenders/bare-loop.ts';
import { product } from '../contenders/index.ts';
import { measure } from '../measure.ts';
import { tableOfRows } from '../results/rows.ts';
import type { Mode } from './mode.ts';

const BARE = 'bare loop';

/** The default of `limits.concurrency`. */
const OF_ONE_ACTIVITY = 64;

/** What the workflow adds to the same S3 requests in a loop, with as many in flight as the workflow had. */
export const bare: Mode = async ({ uploads = 50_000, latencies = [20, 0] }) => {
  const rows = [];
  let inFlight = OF_ONE_ACTIVITY;
  for (const latencyMs of latencies) {
    const workflow = await measure(product('workflow', uploads, { input: { settle: 0 } }), { latencyMs });
    // Without latency, the server sees fewer at once than were sent.
    inFlight = Math.max(inFlight, workflow.peakInFlight);
    rows.push(workflow, await measure(bareLoop(BARE, uploads, inFlight), { latencyMs }));
  }
  return { text: tableOfRows(rows, BARE), result: { reference: BARE, inFlight, rows } };
};
