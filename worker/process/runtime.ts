import { type DefaultLogger, Runtime, type TelemetryOptions } from '@temporalio/worker';
import { freePorts } from '../../temporal-server/ports.ts';

/** Seconds, from a request on the same continent to one that ends at its timeout. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Another program may take the free port before the runtime does. */
const TRIES = 5;

export interface InstalledRuntime {
  /** Where it serves its metrics, on this machine only. Absent where it has none. */
  metrics?: string;
  /** Call it at the end: a runtime that no worker ever used keeps its process alive. */
  shutdown(): Promise<void>;
}

/** Installs Temporal's runtime, once in a process, before its first worker. The runtime handles no signals: we do. */
export async function installRuntime(logger: DefaultLogger, withMetrics: boolean): Promise<InstalledRuntime> {
  const filter = { core: logger.level, other: 'ERROR' } as const;
  const install = (telemetry: TelemetryOptions): InstalledRuntime => {
    const telemetryOptions = { logging: { filter, forward: {} }, ...telemetry };
    const runtime = Runtime.install({ logger, shutdownSignals: [], telemetryOptions });
    return { shutdown: () => runtime.shutdown() };
  };
  return withMetrics ? withFreeAddress((bindAddress) => install({ metrics: exporter(bindAddress) })) : install({});
}

function exporter(bindAddress: string): NonNullable<TelemetryOptions['metrics']> {
  return {
    attachServiceName: false,
    prometheus: {
      bindAddress,
      countersTotalSuffix: true,
      unitSuffix: true,
      useSecondsForDurations: true,
      histogramBucketOverrides: { s3_cleanup_s3_request_duration_seconds: DURATIONS },
    },
  };
}

/** The runtime would take port 0, but it does not say which port that became. So we look for a free one. */
async function withFreeAddress(install: (address: string) => InstalledRuntime): Promise<InstalledRuntime> {
  for (let tries = 1; ; tries += 1) {
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    try {
      return { ...install(address), metrics: `http://${address}/metrics` };
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}
