import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Resource } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { S3CleanupPlugin } from '../../worker/index.ts';
import { replayed } from './replayed.ts';

const folder = join(__dirname, 'histories');
const histories = readdirSync(folder).flatMap((release) =>
  readdirSync(join(folder, release)).map((file) => join(release, file)),
);

/** A change that breaks one of these breaks jobs that are running at an upgrade: guard it with `patched`. */
describe('workflow code replays the histories of every release', () => {
  let code: string;
  let ends: Map<string, Error | undefined>;
  beforeAll(async () => {
    ({ code } = await bundled());
    ends = await replayed({ workflowBundle: { code } }, folder, histories);
  });

  it.each(histories)('%s', (file) => {
    expect([...ends.keys()]).toContain(file);
    expect(ends.get(file)).toBeUndefined();
  });

  it('out of a bundle that holds neither activities nor the AWS SDK', () => {
    const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map(([, path]) => path as string);

    expect(modules).toContain('./workflows/index.ts');
    expect(
      modules.filter((path) => /@aws-sdk|@smithy|\/(activities|worker|client|cli|simulated-s3)\//.test(path)),
    ).toEqual([]);
  });
});

/** What watches workflows must not change what they do: tracing may be switched on while jobs run. */
describe('with tracing and labels of buckets, workflow code replays histories that were recorded without', () => {
  let ends: Map<string, Error | undefined>;
  beforeAll(async () => {
    const spanProcessor = new SimpleSpanProcessor(new InMemorySpanExporter());
    const tracing = new OpenTelemetryPlugin({ resource: new Resource({}), spanProcessor });
    const workflowBundle = await bundled({ plugins: [new S3CleanupPlugin({ metricsByBucket: true }), tracing] });
    ends = await replayed({ workflowBundle, plugins: [tracing] }, folder, histories);
  });

  it.each(histories)('%s', (file) => {
    expect([...ends.keys()]).toContain(file);
    expect(ends.get(file)).toBeUndefined();
  });
});

/** webpack's own: it reads again what changed. Without it each bundle takes a second or two longer. */
const WEBPACK_CACHE = {
  type: 'filesystem',
  cacheDirectory: join(__dirname, '..', '..', 'node_modules', '.cache', 'webpack'),
} as const;

function bundled(options: Pick<BundleOptions, 'plugins'> = {}) {
  const workflowsPath = require.resolve('../../workflows/index.ts');
  return bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({ ...config, cache: WEBPACK_CACHE }),
    ...options,
  });
}
