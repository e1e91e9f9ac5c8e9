import { setMaxListeners } from 'node:events';
import type { Target } from '../contract.ts';
import { systemClock } from '../s3/clock.ts';
import { createGateway } from '../s3/create-gateway.ts';
import { asApplicationFailure } from '../s3/failures.ts';
import { PacedRequests } from '../s3/pacing/paced-requests.ts';
import { Patience } from '../s3/pacing/patience.ts';
import type { S3ConnectionConfig } from '../s3/sdk/client.ts';
import { createConnect, type Pace } from './connections.ts';
import type { S3Work } from './with-s3.ts';

/**
 * What an activity uses to ask S3, without Temporal: requests are paced, repeated and waited for as in an activity. The work may be
 * done bit by bit. Fails as activities do, and with the reason of the signal.
 */
export async function* withoutTemporal<Item>(
  connection: S3ConnectionConfig,
  { target, limits }: { target: Target; limits?: Pace },
  signal: AbortSignal,
  work: (s3: S3Work) => AsyncGenerator<Item, void, undefined>,
): AsyncGenerator<Item, void, undefined> {
  const gateway = createGateway(connection);
  // Nothing limits the time of the whole.
  const patience = new Patience(systemClock, Number.MAX_SAFE_INTEGER);
  setMaxListeners(0, signal);
  try {
    const rates = createConnect(() => gateway, systemClock)(target, limits);
    const pacing = { ...rates, clock: systemClock, patience, target, random: Math.random, signal };
    yield* work({ gateway, requests: new PacedRequests(pacing), stop: signal, differs: new Set() });
  } catch (error) {
    signal.throwIfAborted();
    throw asApplicationFailure(error);
  } finally {
    patience.close();
    gateway.close();
  }
}
