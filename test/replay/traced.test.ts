import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Resource } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { S3CleanupPlugin } from '../../worker/index.ts';
import { replayed } from './replayed.ts';

const folder = join(__dirname, '../replay/histories/v0.1.0');
const histories = readdirSync(folder);

/** What watches workflows must not change what they do: tracing may be switched on while jobs run. */
describe('with tracing and labels of buckets, workflow code replays histories that were recorded without', () => {
  const spanProcessor = new SimpleSpanProcessor(new InMemorySpanExporter());
  const tracing = new OpenTelemetryPlugin({ resource: new Resource({}), spanProcessor });
  let ends: Map<string, Error | undefined>;
  beforeAll(async () => {
    const workflowsPath = require.resolve('../../workflows/index.ts');
    const plugins = [new S3CleanupPlugin({ metricsByBucket: true }), tracing];
    const workflowBundle = await bundleWorkflowCode({ workflowsPath, plugins, logger: new DefaultLogger('ERROR') });
    ends = await replayed({ workflowBundle, plugins: [tracing] }, folder, histories);
  });

  it.each(histories)('%s', (file) => {
    expect([...ends.keys()]).toContain(file);
    expect(ends.get(file)).toBeUndefined();
  });
});
