import type { S3CleanupClient } from '../../client/client.ts';
import { Interrupted } from '../interrupted.ts';
import type { Io } from '../io.ts';
import type { TemporalFlags } from '../options/temporal.ts';

/** Runs `work` with a client connected as the flags say. Fails with Interrupted at the first Ctrl-C. */
export async function withClient<T>(
  flags: TemporalFlags & { taskQueue?: string },
  io: Io,
  work: (client: S3CleanupClient) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../../client/connection/connect.ts');
  const { locateTemporal } = await import('../options/temporal-address.ts');
  const { S3CleanupClient } = await import('../../client/client.ts');
  const temporal = await orInterrupted(io, connect(locateTemporal(flags, io.env)));
  try {
    const { taskQueue } = flags;
    return await work(new S3CleanupClient(temporal, taskQueue === undefined ? {} : { taskQueue }));
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
