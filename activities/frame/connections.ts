import type { Limits, Target } from '../contract.ts';
import type { ListedPages } from '../listing/listed-pages.ts';
import type { Clock } from '../s3/clock.ts';
import { Refusal } from '../s3/failures.ts';
import type { S3Gateway } from '../s3/gateway.ts';
import { AdaptiveRate } from '../s3/pacing/adaptive-rate.ts';
import { RequestRate } from '../s3/pacing/request-rate.ts';
import { Recent } from '../s3/recent.ts';

/** What every activity is made of. */
export interface Dependencies {
  connect: Connect;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  /** What was listed last. */
  pages: ListedPages;
  /** The folder for records. Absent: this worker has none. */
  recordFolder?: string | undefined;
}

export interface Connection {
  gateway: S3Gateway;
  adaptiveRate: AdaptiveRate;
  requestRate: RequestRate;
}

/** The part of the job's rate that the activity has, and the paces of other workers. Absent: no limit, and none is known. */
export type Pace = Pick<Limits, 'requestsPerSecond' | 'paces'>;

/** The gateway to a target, the pace that all activities of this worker share for its bucket, and the rate of this activity alone. */
export type Connect = (target: Target, pace?: Pace) => Connection;

/** What the `s3` of createActivities throws for a name that it does not know. */
export function unknownConnection(name: string, known: string[]): Error {
  return new Refusal('UnknownConnection', `no S3 connection "${name}" on this worker; it has: ${known.join(', ')}`);
}

/** Fails with UnknownConnection where `s3` throws, whatever it throws; with AccessDenied where the connection may not touch the bucket. */
export function createConnect(s3: (connection: string) => S3Gateway, clock: Clock, random = Math.random): Connect {
  const adaptiveRates = new Recent<AdaptiveRate>();

  return ({ connection, bucket }, { requestsPerSecond } = {}) => ({
    gateway: withinScope(gatewayFor(connection, s3), connection, bucket),
    adaptiveRate: shared(adaptiveRates, [connection, bucket], () => new AdaptiveRate(clock, random)),
    // The activity before may have sent its last request just now.
    requestRate: new RequestRate(clock, requestsPerSecond, clock.now()),
  });
}

function gatewayFor(connection: string, s3: (connection: string) => S3Gateway): S3Gateway {
  try {
    return s3(connection);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('UnknownConnection', `no S3 connection "${connection}" on this worker (${reason})`);
  }
}

/** Stands for all buckets of an account, of which the names are asked. */
const ACCOUNT = '*';

/** Every activity comes here before its first request. */
function withinScope(gateway: S3Gateway, connection: string, bucket: string): S3Gateway {
  const refusal = bucket === ACCOUNT ? undefined : gateway.refusal?.(bucket);
  if (refusal === undefined) return gateway;
  const message = `the connection "${connection}" of this worker may not touch the bucket ${bucket}: ${refusal}`;
  throw new Refusal('AccessDenied', message);
}

function shared<T>(known: Recent<T>, of: unknown[], create: () => T): T {
  const name = JSON.stringify(of);
  const value = known.get(name) ?? create();
  known.set(name, value);
  return value;
}
