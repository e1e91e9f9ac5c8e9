import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resource } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { S3CleanupPlugin } from '../../worker/index.ts';

const folder = join(__dirname, '../replay/histories/v0.1.0');

/** What watches workflows must not change what they do: tracing may be switched on while jobs run. */
describe('with tracing and labels of buckets, workflow code replays histories that were recorded without', () => {
  const spanProcessor = new SimpleSpanProcessor(new InMemorySpanExporter());
  const tracing = new OpenTelemetryPlugin({ resource: new Resource({}), spanProcessor });
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const workflowsPath = require.resolve('../../workflows/index.ts');
    const plugins = [new S3CleanupPlugin({ metricsByBucket: true }), tracing];
    workflowBundle = await bundleWorkflowCode({ workflowsPath, plugins, logger: new DefaultLogger('ERROR') });
  });

  it.each(readdirSync(folder))('%s', async (file) => {
    const history = historyFromJSON(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};

    await Worker.runReplayHistory({ workflowBundle, plugins: [tracing] }, history, workflowId ?? undefined);
  });
});
