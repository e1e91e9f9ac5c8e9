import type { Target } from './contract.ts';
import type { Clock } from './s3/clock.ts';
import { CongestionWindow } from './s3/congestion-window.ts';
import { Refusal } from './s3/failures.ts';
import type { S3Gateway } from './s3/gateway.ts';

/** What every activity is made of. */
export interface Dependencies {
  connect: Connect;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
}

/** The gateway to a target, and the window that all activities of this worker share for its bucket. */
export type Connect = (target: Target) => { gateway: S3Gateway; window: CongestionWindow };

/** What the `s3` of createActivities throws for a name it does not know. */
export function unknownConnection(name: string, known: string[]): Error {
  return new Refusal('UnknownConnection', `no S3 connection "${name}" on this worker; it has: ${known.join(', ')}`);
}

/** Fails with UnknownConnection where `s3` throws, whatever it throws. */
export function createConnect(s3: (connection: string) => S3Gateway): Connect {
  const windows = new Map<string, CongestionWindow>();

  return ({ connection, bucket }) => {
    const gateway = gatewayFor(connection, s3);
    const name = JSON.stringify([connection, bucket]);
    const window = windows.get(name) ?? new CongestionWindow();
    windows.set(name, window);
    return { gateway, window };
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
