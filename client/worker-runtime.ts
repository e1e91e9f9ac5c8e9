import { DefaultLogger, Runtime } from '@temporalio/worker';

/**
 * Temporal's runtime for a worker of this process: only warnings and errors are logged, and signals are left to us.
 * Once a process, before the first worker.
 */
export function installRuntime(log: (line: string) => void): void {
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
    const { error } = (meta ?? {}) as { error?: unknown };
    log(`${level.toLowerCase()}: ${message}${error ? ` (${error instanceof Error ? error.message : error})` : ''}`);
  });
  Runtime.install({ logger, shutdownSignals: [] });
}
