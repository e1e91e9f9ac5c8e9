import { sum } from '../domain/counts.ts';
import type { RateShape } from '../simulated-s3/index.ts';
import type { Contender, Effort } from './contenders/contender.ts';
import { countWhile, requestsIn } from './rig/count-while.ts';
import { type BenchS3, withSimulatedS3 } from './rig/simulated-s3.ts';
import { type Steady, steadyOf } from './rig/steady.ts';

/** One contender at one latency. Figures by upload are unrounded. */
export interface Row {
  name: string;
  verifies: boolean;
  latencyMs: number;
  uploads: number;
  /** Uploads that the bucket held afterwards: 0, or the row proves nothing. */
  left: number;
  seconds: number;
  /** Uploads a second. */
  rate: number;
  /** Where this is the row of median rate among several. */
  ratesOfAllRounds?: number[];
  /** User and system, of the processes that did the work: neither the S3 server's nor the Temporal server's. */
  cpuMsPerUpload: number;
  requestsPerUpload: number;
  /** By S3 operation, as the server counted them. */
  requests: Record<string, number>;
  /** Requests that were refused with SlowDown. */
  refused: number;
  /** Where the server has a limit, and the job took longer than five seconds. */
  steady?: Steady;
  /** Requests that the server served at once, at most. */
  peakInFlight: number;
  peakRssBytes?: number;
  temporal?: TemporalFigures;
}

export interface TemporalFigures {
  /** As the histories show them. */
  actionsPer1000: number;
  /** Each that reached the server is an Action, too; how many depends on how long the activities took. */
  heartbeatsPer1000: number;
  runs: number;
  events: number;
  historyBytesPerUpload: number;
  largestHistoryBytes: number;
  longestHistoryEvents: number;
  /** On the disk, where that is known. */
  databaseBytesPerUpload?: number;
}

export interface Setting {
  latencyMs: number;
  /** Default: what the contender manages in about ten seconds. */
  uploads?: number;
  /** Above which the server answers SlowDown. Default: none. */
  limit?: Limit;
}

/** Requests that a server takes in a second, and how it counts them. */
export interface Limit {
  perSecond: number;
  shape: RateShape;
}

/** Lets a contender empty a bucket of a server of its own. */
export async function measure(contender: Contender, setting: Setting): Promise<Row> {
  const { latencyMs, uploads = contender.uploads(latencyMs), limit } = setting;
  process.stderr.write(`${contender.name}: ${uploads} uploads at ${latencyMs} ms\n`);
  return await withSimulatedS3({ uploads, latencyMs }, async (s3) => {
    if (limit) await s3.control.run('limitRate', limit);
    const cleaning = contender.clean(s3);
    const steady = limit && steadyOf(await countWhile(s3, cleaning));
    const effort = await cleaning;
    const { name, verifies } = contender;
    const counts = { ...(await countOnServer(s3)), ...(steady && { steady }) };
    return { name, verifies, latencyMs, uploads, ...counts, ...figures(effort, uploads) };
  });
}

async function countOnServer({ bucket, uploads, control }: BenchS3) {
  const counts = await control.run('counts');
  const { requests, refused } = requestsIn(counts);
  return {
    left: (await control.run('remaining', { bucket })).count,
    requestsPerUpload: requests / uploads,
    requests: Object.fromEntries(
      Object.entries(counts).map(([name, statuses]) => [name, sum(Object.values(statuses))]),
    ),
    refused,
    peakInFlight: await control.run('peakInFlight'),
  };
}

function figures({ seconds, cpuMs, peakRssBytes, temporal }: Effort, uploads: number) {
  return {
    seconds,
    rate: uploads / seconds,
    cpuMsPerUpload: cpuMs / uploads,
    ...(peakRssBytes !== undefined && { peakRssBytes }),
    ...(temporal && { temporal: temporalFigures(temporal, uploads) }),
  };
}

function temporalFigures(temporal: NonNullable<Effort['temporal']>, uploads: number): TemporalFigures {
  const { actions, heartbeats, historyBytes, databaseBytes, ...rest } = temporal;
  return {
    actionsPer1000: (actions / uploads) * 1_000,
    heartbeatsPer1000: (heartbeats / uploads) * 1_000,
    historyBytesPerUpload: historyBytes / uploads,
    ...(databaseBytes !== undefined && { databaseBytesPerUpload: databaseBytes / uploads }),
    ...rest,
  };
}
