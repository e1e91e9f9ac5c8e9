import type { WorkerPlugin } from '@temporalio/worker';
import { WorkerOptionInvalid } from './option-invalid.ts';

const PACKAGES =
  '@temporalio/interceptors-opentelemetry @opentelemetry/sdk-trace-node@1 @opentelemetry/resources@1 ' +
  '@opentelemetry/exporter-trace-otlp-http@0.57';

export interface Tracing {
  plugin: WorkerPlugin;
  /** Sends what is left. */
  end(): Promise<void>;
}

/** Fails with WorkerOptionInvalid where traces are asked for and the packages for them are missing. */
export async function checkTracing(endpoint: string | undefined, env: NodeJS.ProcessEnv): Promise<void> {
  if (isAskedFor(endpoint, env)) await load();
}

/** Begins traces, where a flag or the variables of OpenTelemetry ask for them. */
export async function openTracing(endpoint: string | undefined, env: NodeJS.ProcessEnv): Promise<Tracing | undefined> {
  if (!isAskedFor(endpoint, env)) return undefined;
  const { exporters, interceptors, resources, traces } = await load();
  const url = endpoint === undefined ? {} : { url: `${endpoint.replace(/\/+$/, '')}/v1/traces` };
  const spanProcessor = new traces.BatchSpanProcessor(new exporters.OTLPTraceExporter(url));
  const resource = resources.Resource.default()
    .merge(new resources.Resource({ 'service.name': 's3-cleanup-worker' }))
    .merge(resources.detectResourcesSync({ detectors: [resources.envDetectorSync] }));
  const provider = new traces.NodeTracerProvider({ resource, spanProcessors: [spanProcessor] });
  // The interceptors join their spans to a trace through this global registration only.
  provider.register();
  return {
    plugin: new interceptors.OpenTelemetryPlugin({ resource, spanProcessor }),
    end: () => provider.shutdown().catch(() => {}),
  };
}

function isAskedFor(flag: string | undefined, env: NodeJS.ProcessEnv): boolean {
  if (flag !== undefined) return true;
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
  return Boolean(endpoint) && env.OTEL_SDK_DISABLED !== 'true' && env.OTEL_TRACES_EXPORTER !== 'none';
}

async function load() {
  try {
    const [exporters, interceptors, resources, traces] = await Promise.all([
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@temporalio/interceptors-opentelemetry'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-node'),
    ]);
    return { exporters, interceptors, resources, traces };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new WorkerOptionInvalid(`Traces need packages that are not installed here: npm install ${PACKAGES}`);
  }
}
