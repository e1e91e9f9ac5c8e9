import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { type CleanupWorkerOptions, createWorker } from './create-worker.ts';
import { throughProxy } from './temporal-proxy.ts';

export interface RunWorkerOptions extends Omit<CleanupWorkerOptions, 'connection'> {
  /** Where Temporal is and how to get in. */
  temporal: NativeConnectionOptions;
  /** Called when the worker polls its task queue. */
  onReady?: () => void;
}

/** Runs a worker until the signal asks it to stop. Activities then get the grace time to finish. */
export async function runWorker(
  { temporal, onReady, ...options }: RunWorkerOptions,
  shutdown: AbortSignal,
): Promise<void> {
  const connection = await NativeConnection.connect(throughProxy(temporal));
  try {
    const worker = await createWorker({ ...options, connection });
    const running = worker.run();
    const stop = (): void => worker.shutdown();
    if (shutdown.aborted) stop();
    shutdown.addEventListener('abort', stop, { once: true });
    onReady?.();
    await running;
  } finally {
    await connection.close();
  }
}
