import type { Target } from './contract.ts';
import { AdaptiveRate } from './s3/adaptive-rate.ts';
import type { Clock } from './s3/clock.ts';
import { Refusal } from './s3/failures.ts';
import type { S3Gateway } from './s3/gateway.ts';

/** What every activity is made of. */
export interface Dependencies {
  connect: Connect;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
}

/** The gateway to a target, and the pace that all activities of this worker share for its bucket. */
export type Connect = (target: Target) => { gateway: S3Gateway; adaptiveRate: AdaptiveRate };

/** What the `s3` of createActivities throws for a name it does not know. */
export function unknownConnection(name: string, known: string[]): Error {
  return new Refusal('UnknownConnection', `no S3 connection "${name}" on this worker; it has: ${known.join(', ')}`);
}

/** Fails with UnknownConnection where `s3` throws, whatever it throws. */
export function createConnect(s3: (connection: string) => S3Gateway, clock: Clock): Connect {
  const rates = new Map<string, AdaptiveRate>();

  return ({ connection, bucket }) => {
    const gateway = gatewayFor(connection, s3);
    const name = JSON.stringify([connection, bucket]);
    const adaptiveRate = rates.get(name) ?? new AdaptiveRate(clock);
    rates.set(name, adaptiveRate);
    return { gateway, adaptiveRate };
  };
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
