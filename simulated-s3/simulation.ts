import { Agenda } from './agenda.ts';
import type { AbortBehaviour } from './behaviour.ts';
import type { Bucket } from './bucket.ts';
import { seededRandom, seededTokens } from './random.ts';
import type { S3Request } from './request.ts';
import { type RequestMatch, Rules } from './rules.ts';
import { Sessions } from './sessions.ts';

export interface SimulationOptions {
  /** The server's clock: milliseconds since 1970. Default: the system's. */
  now?: () => number;
  /** Of upload IDs, version IDs and the rates of faults. Default 1. */
  seed?: number;
  /** Where buckets live unless they say otherwise. Default `us-east-1`. */
  region?: string;
  /** Entries on a page of any listing, whatever the request asks for; S3's own limit is 1,000. */
  maxPageSize?: number;
  /** Of a directory bucket's session. Default 300,000. */
  sessionLifetimeMs?: number;
}

/** Everything the simulated S3 knows. */
export interface Simulation {
  readonly now: () => number;
  readonly random: () => number;
  readonly newToken: () => string;
  readonly region: string;
  readonly maxPageSize: number;
  readonly buckets: Map<string, Bucket>;
  /** Deleted ones, too. */
  readonly everyBucket: Bucket[];
  readonly sessions: Sessions;
  readonly agenda: Agenda;
  readonly behaviours: Rules<RequestMatch & AbortBehaviour>;
  readonly denials: Rules<RequestMatch>;
}

/** What an operation on a bucket is given. */
export interface Call {
  simulation: Simulation;
  request: S3Request;
  bucket: Bucket;
}

export function newSimulation(options: SimulationOptions): Simulation {
  const seed = options.seed ?? 1;
  const newToken = seededTokens(seed);
  return {
    now: options.now ?? (() => performance.timeOrigin + performance.now()),
    random: seededRandom(seed),
    newToken,
    region: options.region ?? 'us-east-1',
    maxPageSize: Math.min(options.maxPageSize ?? 1000, 1000),
    buckets: new Map(),
    everyBucket: [],
    sessions: new Sessions(newToken, options.sessionLifetimeMs ?? 300_000),
    agenda: new Agenda(),
    behaviours: new Rules(),
    denials: new Rules(),
  };
}

export function addBucket(simulation: Simulation, bucket: Bucket): Bucket {
  simulation.buckets.set(bucket.name, bucket);
  simulation.everyBucket.push(bucket);
  return bucket;
}
