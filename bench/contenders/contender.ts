import type { Spent } from '../rig/command.ts';
import type { BenchBucket } from '../rig/simulated-s3.ts';
import type { HistoryCounts } from '../temporal/histories.ts';

/** Something that aborts every incomplete upload of a bucket. */
export interface Contender {
  name: string;
  /** Whether it asks of every upload, after the abort, if anything is left. */
  verifies: boolean;
  /** Uploads for about ten seconds of work, by latency in milliseconds: what is slow gets fewer. */
  uploads: (latencyMs: number) => number;
  /** Gets what it needs, once; answers its version. Rejects with Missing where that cannot be had. */
  prepare(): Promise<string>;
  clean(s3: BenchBucket): Promise<Effort>;
}

export interface Effort extends Spent {
  peakRssBytes?: number;
  temporal?: TemporalCost;
}

export interface TemporalCost extends HistoryCounts {
  /** Those that reached the server: each is an Action that no history shows. They depend on how long activities take. */
  heartbeats: number;
  /** By so much the job made the database grow, where that is known. */
  databaseBytes?: number;
}

/** Why a contender takes no part. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/** By latency; latencies in between get what the next lower one gets. */
export function uploadsBy(table: Record<number, number>): (latencyMs: number) => number {
  const steps = Object.entries(table).map(([latency, uploads]) => ({ latency: Number(latency), uploads }));
  return (latencyMs) => steps.findLast(({ latency }) => latency <= latencyMs)?.uploads ?? 0;
}
