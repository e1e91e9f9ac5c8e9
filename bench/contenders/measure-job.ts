import type { Client } from '@temporalio/client';
import type { Workers } from '../rig/workers.ts';
import { countHistories } from '../temporal/histories.ts';
import type { Effort, TemporalCost } from './contender.ts';

export interface JobEffort extends Effort {
  peakRssBytes: number;
  temporal: TemporalCost;
}

/** Measures a job, from its start to its result, which `runJob` answers with its first run. Memory is the most ever used. */
export async function measureJob(
  client: Client,
  workers: Workers,
  runJob: () => Promise<{ workflowId: string; runId: string }>,
): Promise<JobEffort> {
  const before = await workers.usage();
  const begun = performance.now();
  const firstRun = await runJob();
  const seconds = (performance.now() - begun) / 1_000;
  const { cpuMs, peakRssBytes, heartbeats } = await workers.usage();
  const temporal = { ...(await countHistories(client, firstRun)), heartbeats: heartbeats - before.heartbeats };
  return { seconds, cpuMs: cpuMs - before.cpuMs, peakRssBytes, temporal };
}
