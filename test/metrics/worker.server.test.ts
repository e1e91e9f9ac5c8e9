import { join } from 'node:path';
import { BIN } from '../support/built.ts';
import { eventually } from '../support/poll.ts';
import { run } from '../support/processes.ts';
import { withResolvers } from '../support/with-resolvers.ts';
import { OtlpReceiver } from './otlp-receiver.ts';
import { WatchedWorker } from './watched-worker.ts';

describe('a worker that is watched in every way', () => {
  const collector = new OtlpReceiver();
  let worker: WatchedWorker;
  let metrics: string;
  beforeAll(async () => {
    const otlp = await collector.start();
    const log = ['--log-format', 'json', '--log-level', 'debug'];
    const flags = ['--processes', '1', '--metrics-by-bucket', '--otlp-endpoint', otlp];
    worker = await WatchedWorker.begin([...flags, ...log]);
    for (const bucket of ['photos', 'logs']) {
      worker.s3.createBucket(bucket);
      worker.s3.seedUploads(bucket, 40, (n) => ({ key: `secret-${n}`, parts: [{ size: 5 }] }));
    }
    await worker.clean({ bucket: 'photos', measure: true });
    await worker.clean({ bucket: 'logs' });
    metrics = await eventually(async () => {
      const { text } = await worker.get('/metrics');
      return /s3_requests_total\{[^}]*bucket="logs"[^}]*ListParts/.test(text) && text;
    });
  });
  afterAll(async () => {
    await worker.stop();
    await collector.stop();
  });

  const entries = () =>
    worker.log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('labels what it counts with the bucket, when asked to', () => {
    const gone = (bucket: string) =>
      new RegExp(`^s3_cleanup_uploads_gone_total\\{[^}]*bucket="${bucket}"[^}]*\\} 40$`, 'm');

    expect(metrics).toMatch(gone('photos'));
    expect(metrics).toMatch(gone('logs'));
    expect(metrics).toMatch(/^s3_cleanup_freed_bytes_total\{[^}]*bucket="photos"[^}]*\} 200$/m);
  });

  it('writes nothing but JSON lines, those of activities with their job, run, attempt and bucket', () => {
    const aborts = entries().filter(({ activityType, bucket }) => activityType === 'abortUploads' && bucket);

    expect(aborts).toContainEqual(
      expect.objectContaining({
        level: 'debug',
        workflowId: expect.stringMatching(/^test\//),
        runId: expect.any(String),
        attempt: 1,
        bucket: 'photos',
        uploads: 40,
      }),
    );
  });

  it('sends spans of the workflow and its activities, as one trace', async () => {
    const spansOf = (name: string) => collector.spans.filter((span) => span.name === name);
    await eventually(() => spansOf('RunWorkflow:cleanupMultipartUploads').length === 2);

    const [workflow] = spansOf('RunWorkflow:cleanupMultipartUploads');
    const started = spansOf('StartActivity:abortUploads').find(({ traceId }) => traceId === workflow?.traceId);
    const ran = spansOf('RunActivity:abortUploads').find(({ traceId }) => traceId === workflow?.traceId);
    expect(started?.parentSpanId).toBe(workflow?.spanId);
    expect(ran?.parentSpanId).toBe(started?.spanId);
  });

  it('names no key and no upload ID in metrics, logs and spans', () => {
    const { log } = worker;
    const told = metrics + log + JSON.stringify(collector.spans);
    const uploadIds = worker.s3.log.entries.flatMap(({ uploadId }) => uploadId ?? []);

    expect(uploadIds.length).toBeGreaterThan(80);
    expect(told).not.toContain('secret-');
    expect(uploadIds.filter((uploadId) => told.includes(uploadId))).toEqual([]);
  });

  it('says with exit code 2 which packages to install, where those of OpenTelemetry are missing', async () => {
    const missing = join(__dirname, 'no-opentelemetry.js');
    const env = { ...worker.temporal.variables, NODE_OPTIONS: `--require ${missing}` };
    const flags = ['--processes', '2', '--otlp-endpoint', 'http://127.0.0.1:4318'];

    const { code, stderr } = await run(process.execPath, [BIN, 'worker', ...flags], { env });

    expect(code).toBe(2);
    expect(stderr).toContain('@temporalio/interceptors-opentelemetry');
  });
});

it('is ready until it is asked to end, and alive to its end', async () => {
  const worker = await WatchedWorker.begin(['--processes', '2']);
  const { s3 } = worker;
  s3.createBucket('photos');
  s3.seedUploads('photos', 5, (n) => ({ key: `${n}`, parts: [{ size: 5 }] }));
  let isAtWork = false;
  const held = withResolvers();
  s3.onRequest(async ({ operation }) => {
    if (operation !== 'AbortMultipartUpload') return;
    isAtWork = true;
    await held.promise;
  });
  const before = await worker.get('/readyz');
  await worker.start({ bucket: 'photos' });
  await eventually(() => isAtWork);

  worker.interrupt();

  const after = await eventually(async () => {
    const answer = await worker.get('/readyz');
    return answer.status === 503 ? answer : undefined;
  });
  const alive = await worker.get('/healthz');
  held.resolve();
  const { code } = await worker.stop();
  expect([before.status, after.status, alive.status, code]).toEqual([200, 503, 200, 0]);
});
