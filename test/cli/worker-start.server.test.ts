import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { BIN } from '../support/built.ts';
import { eventually } from '../support/poll.ts';
import { type Finished, run, type Started, start } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';

const TELL_LOADED = join(__dirname, '..', 'support', 'tell-loaded.js');

describe.each([[[]], [['--metrics-port', '0', '--metrics-by-bucket']]])('s3-cleanup worker %j', (flags: string[]) => {
  let temporal: TestTemporal;
  let s3: SimulatedS3;
  let worker: Started;
  let job: Finished;
  let ended: Finished;
  const taskQueue = randomUUID();

  beforeAll(async () => {
    [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
    worker = startWorker();
    await eventually(() => worker.output.stderr.includes('polling'));
    job = await runJob();
    worker.child.kill('SIGTERM');
    ended = await worker.finished;
  });
  afterAll(async () => {
    worker.child.kill('SIGKILL');
    await temporal.stop();
    await s3.stop();
  });

  function startWorker(): Started {
    const { credentials, endpoint, region } = s3.clientConfig();
    const argv = ['worker', '--processes', '1', '--force-path-style', '--task-queue', taskQueue, ...flags];
    const env = {
      ...temporal.variables,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    return start(process.execPath, ['--require', TELL_LOADED, BIN, ...argv], { env });
  }

  function runJob(): Promise<Finished> {
    s3.createBucket('photos');
    s3.seedUpload('photos', { key: 'a', parts: [{ size: 1 }] });
    const soon = ['--settle', '100ms', '--quiet-period', '100ms'];
    const argv = ['start', 'photos', '--all', '--task-queue', taskQueue, '--follow', '--json', ...soon];
    return run(process.execPath, [BIN, ...argv], { env: temporal.variables });
  }

  it('does a job with the workflows that the build bundled', () => {
    expect(JSON.parse(job.stdout)).toMatchObject({ outcome: 'clean', uploads: { gone: 1 } });
  });

  it('bundles nothing', () => {
    const loaded: string[] = JSON.parse(/^loaded: (.*)$/m.exec(ended.stderr)?.[1] ?? '');

    expect(loaded).toContain(BIN);
    expect(loaded.filter((path) => /webpack.lib.Compiler|@swc|swc-loader|source-map-loader/.test(path))).toEqual([]);
  });
});
