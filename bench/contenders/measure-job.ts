import type { BenchTemporal } from '../rig/temporal.ts';
import type { Workers } from '../rig/workers.ts';
import { countHistories } from '../temporal/histories.ts';
import type { Effort, TemporalCost } from './contender.ts';

export interface JobEffort extends Effort {
  peakRssBytes: number;
  temporal: TemporalCost;
}

/** Measures a job, from its start to its result, which `runJob` answers with its first run. Memory is the most ever used. */
export async function measureJob(
  { client, databaseBytes }: Pick<BenchTemporal, 'client' | 'databaseBytes'>,
  workers: Workers,
  runJob: () => Promise<{ workflowId: string; runId: string }>,
): Promise<JobEffort> {
  const before = await workers.usage();
  const stored = await databaseBytes?.();
  const begun = performance.now();
  const firstRun = await runJob();
  const seconds = (performance.now() - begun) / 1_000;
  const { cpuMs, peakRssBytes, heartbeats } = await workers.usage();
  const grown = stored !== undefined && { databaseBytes: ((await databaseBytes?.()) ?? 0) - stored };
  const counts = await countHistories(client, firstRun);
  const temporal = { ...counts, heartbeats: heartbeats - before.heartbeats, ...grown };
  return { seconds, cpuMs: cpuMs - before.cpuMs, peakRssBytes, temporal };
}
