import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { BIN } from '../support/built.ts';
import { eventually } from '../support/poll.ts';
import { type Started, start } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const commands: Started[] = [];

/** Runs what `npm run build` built. */
function command(argv: string[], env: Record<string, string> = {}): Started {
  const started = start(process.execPath, [BIN, ...argv], { env });
  commands.push(started);
  return started;
}

afterEach(async () => {
  for (const { child } of commands) if (child.exitCode === null) child.kill('SIGTERM');
  await Promise.all(commands.splice(0).map(({ finished }) => finished));
});

function isServing(address: string): Promise<boolean> {
  const [host, port] = address.split(':') as [string, string];
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

describe('the installed command', () => {
  let temporal: TestTemporal;
  let s3: SimulatedS3;
  const taskQueue = randomUUID();
  beforeAll(async () => {
    [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
  });
  afterAll(async () => {
    await temporal.stop();
    await s3.stop();
  });

  function bucket(): string {
    const name = `photos-${randomUUID()}`;
    s3.createBucket(name);
    s3.seedUpload(name, { key: 'a', parts: [{ size: 1 }] });
    return name;
  }

  function startWorker(...flags: string[]): Started {
    const { credentials, endpoint, region } = s3.clientConfig();
    return command(['worker', '--force-path-style', '--task-queue', taskQueue, ...flags], {
      ...temporal.variables,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
  }

  const startJob = (...flags: string[]) =>
    command(
      ['start', bucket(), '--all', '--task-queue', taskQueue, '--follow', '--json', ...flags],
      temporal.variables,
    );

  it('runs a worker that says when it is ready, does jobs, and ends well at SIGTERM', async () => {
    const worker = startWorker();
    await eventually(() => worker.output.stderr.includes(taskQueue));

    const job = await startJob('--settle', '100ms', '--quiet-period', '100ms').finished;
    worker.child.kill('SIGTERM');

    expect(job.code).toBe(0);
    expect(JSON.parse(job.stdout)).toMatchObject({ outcome: 'clean', uploads: { gone: 1 } });
    expect(await worker.finished).toMatchObject({ code: 0, stdout: '' });
  });

  it('answers with one JSON document when a worker of two processes ends', async () => {
    const worker = startWorker('--processes', '2', '--json');
    await eventually(() => worker.output.stderr.includes('with 2 processes'));

    worker.child.kill('SIGTERM');

    const { code, stdout } = await worker.finished;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ taskQueue, processes: 2, finishedAt: expect.any(String) });
  });

  it('lets a worker leave at once at the second signal', async () => {
    const worker = startWorker();
    await eventually(() => worker.output.stderr.includes(taskQueue));
    const held = withResolvers();
    s3.onRequest(() => held.promise);
    const job = startJob();
    await eventually(() => job.output.stderr.includes('cleaning'));

    worker.child.kill('SIGINT');
    await eventually(() => worker.output.stderr.includes('finishing'));
    worker.child.kill('SIGINT');

    expect(await worker.finished).toMatchObject({ code: 130 });
    s3.onRequest(undefined);
    held.resolve();
    job.child.kill('SIGINT');
    await job.finished;
  });

  it('ends at SIGINT while following, with 130 and one JSON document', async () => {
    const job = startJob();
    await eventually(() => job.output.stderr.includes(taskQueue));

    job.child.kill('SIGINT');

    const { code, stdout, stderr } = await job.finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout).error.type).toBe('Interrupted');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('the demo', () => {
  const addressOf = (demo: Started) => /127\.0\.0\.1:\d+/.exec(demo.output.stderr)?.[0];

  it('cleans a bucket from beginning to end and leaves nothing running', async () => {
    const demo = command(['demo', '--uploads', '200']);

    const { code, stdout } = await demo.finished;

    expect(code).toBe(0);
    expect(stdout).toMatch(/Gone +200 /);
    expect(await isServing(addressOf(demo) as string)).toBe(false);
  });

  it('answers with one JSON document', async () => {
    const { code, stdout } = await command(['demo', '--uploads', '20', '--json']).finished;

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      report: { outcome: 'clean', uploads: { gone: 20 } },
      seeded: { old: 20 },
    });
  });

  it.each([
    ['while it starts', 'started a Temporal server'],
    ['while the job runs', 'settling'],
  ])('ends at SIGINT %s, and leaves nothing running', async (_, sign) => {
    const demo = command(['demo', '--uploads', '200']);
    await eventually(() => demo.output.stderr.includes(sign));

    demo.child.kill('SIGINT');

    const { code, stderr } = await demo.finished;
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(await isServing(addressOf(demo) as string)).toBe(false);
  });

  it('stays up with --keep until SIGINT', async () => {
    const demo = command(['demo', '--uploads', '1', '--keep']);
    const address = await eventually(() => demo.output.stdout !== '' && addressOf(demo));
    expect(await isServing(address)).toBe(true);

    demo.child.kill('SIGINT');

    expect((await demo.finished).code).toBe(0);
    expect(await isServing(address)).toBe(false);
  });
});
