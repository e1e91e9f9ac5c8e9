import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { S3CleanupClient } from '../../client/index.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { BIN } from '../support/built.ts';
import { eventually } from '../support/poll.ts';
import { type Started, start } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';

const MANIFEST = readFileSync(resolve(__dirname, '../../deploy/kubernetes/worker.yaml'), 'utf8');
const GRACE_PERIOD_MS = 1_000 * Number(/terminationGracePeriodSeconds: (\d+)/.exec(MANIFEST)?.[1]);

const UPLOADS = 2_000;

/**
 * As the container of deploy/ runs it: a root file system that is read only, nobody's user, no home. What is begun so keeps its
 * process ID, and a signal reaches it.
 */
const IN_CONTAINER = [
  'mount --rbind / /mnt && mount -o remount,ro,bind /mnt',
  'exec chroot --userspec=65532:65532 /mnt env -i "$@"',
].join(' && ');

/** Only root may make a name space of mounts, and not everywhere. Elsewhere the worker is without a home, and that is all. */
const mayContain = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
const CONTAINED = mayContain ? ['unshare', '-m', 'sh', '-c', IN_CONTAINER, 'sh'] : ['env', '-i'];

describe('a worker in a container that is asked to end in mid-job', () => {
  let temporal: TestTemporal;
  let s3: SimulatedS3;
  const taskQueue = randomUUID();
  const workers: Started[] = [];
  beforeAll(async () => {
    [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start({ latencyMs: 20 })]);
  });
  afterAll(async () => {
    for (const { child } of workers) child.kill('SIGTERM');
    await Promise.allSettled(workers.map(({ finished }) => finished));
    await temporal.stop();
    await s3.stop();
  });

  async function startWorker(): Promise<Started> {
    const { region, credentials } = s3.clientConfig();
    const env = Object.entries({
      ...temporal.variables,
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: String(credentials.secretAccessKey),
    }).map(([name, value]) => `${name}=${value}`);
    const command = [...env, process.execPath, BIN, 'worker', '--processes', '1', '--task-queue', taskQueue];
    const [program = '', ...args] = [...CONTAINED, ...command];
    const worker = start(program, args, { deadlineMs: 280_000 });
    workers.push(worker);
    await eventually(() => worker.output.stderr.includes('polling') || worker.child.exitCode !== null, 200_000);
    return worker;
  }

  it('hands its work over within the grace period, and nothing is lost or counted twice', async () => {
    s3.createBucket('photos');
    s3.seedUploads('photos', UPLOADS, (n) => ({ key: `raw/${n}`, parts: [{ size: 1 }] }));
    const client = new S3CleanupClient(temporal.env.client, { taskQueue });
    const first = await startWorker();
    await startWorker();
    // So few in flight that both have a page of it.
    const waits = {
      settle: '100ms',
      quietPeriod: '100ms',
      limits: { concurrency: 4, requestsPerSecond: 100 },
    } as const;
    const job = await client.start({ bucket: 'photos', select: { all: true }, keepCompleted: 'never', ...waits });
    await eventually(() => s3.uploads('photos').length < UPLOADS - 200);

    const askedAt = Date.now();
    first.child.kill('SIGTERM');
    const ended = await first.finished;
    const tookMs = Date.now() - askedAt;
    const left = s3.uploads('photos').length;
    const report = await job.result();

    expect([ended.code, ended.signal]).toEqual([0, null]);
    expect(tookMs).toBeLessThan(GRACE_PERIOD_MS);
    // Else there was nothing to hand over.
    expect(left).toBeGreaterThan(0);
    expect(report).toMatchObject({ outcome: 'clean', uploads: { listed: UPLOADS, gone: UPLOADS, unproven: 0 } });
    expect(s3.uploads('photos')).toEqual([]);
  });
});
