import type { Client } from '@temporalio/client';
import type { S3CleanupClient } from '../../client/client.ts';
import { Interrupted } from '../interrupted.ts';
import type { Io } from '../io.ts';
import type { TemporalFlags } from '../options/temporal.ts';

/**
 * Connects as the flags say, and runs `work` with a client of jobs. Fails with Interrupted where Ctrl-C comes first.
 */
export async function withClient<T>(
  flags: TemporalFlags,
  io: Io,
  work: (client: S3CleanupClient) => Promise<T>,
): Promise<T> {
  return await withTemporal(flags, io, async (temporal) => {
    const { S3CleanupClient } = await import('../../client/client.ts');
    return await work(new S3CleanupClient(temporal));
  });
}

/** The same with Temporal's own client. */
export async function withTemporal<T>(
  flags: TemporalFlags,
  io: Io,
  work: (temporal: Client) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../../client/connection/connect.ts');
  const { reachTemporal } = await import('../options/temporal-address.ts');
  const temporal = await orInterrupted(io, connect(await reachTemporal(flags, io.env)));
  try {
    return await work(temporal);
  } finally {
    await temporal.connection.close();
  }
}

async function orInterrupted<T>({ interrupt }: Io, work: Promise<T>): Promise<T> {
  const interrupted = new Promise<never>((_, reject) => {
    if (interrupt.aborted) reject(new Interrupted());
    interrupt.addEventListener('abort', () => reject(new Interrupted()), { once: true });
  });
  return await Promise.race([work, interrupted]);
}
