import { randomUUID } from 'node:crypto';
import { CleanupFailure, type CleanupSnapshot, S3CleanupClient, type Trouble } from '../../client/index.ts';
import type { Operation } from '../../simulated-s3/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { eventually } from '../support/poll.ts';
import { System } from '../support/system.ts';
import { withResolvers } from '../support/with-resolvers.ts';

describe('the client', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());
  afterEach(() => system.s3.onRequest(undefined));

  /** A bucket of its own, with so many uploads. */
  function bucket(uploads: number): string {
    const name = `photos-${randomUUID()}`;
    system.s3.createBucket(name);
    system.s3.seedUploads(name, uploads, (index) => ({ key: `raw/${index}`, parts: [{ size: 1 }] }));
    return name;
  }

  /** Holds the jobs at their first request of a kind, so that a test can meet them there. */
  function holdAt(operation: Operation) {
    const held = withResolvers();
    const hold = { isReached: false, letGo: held.resolve };
    system.s3.onRequest(async (request) => {
      if (request.operation !== operation) return;
      hold.isReached = true;
      await held.promise;
    });
    return hold;
  }

  /** A job that waits an hour for parts to land. */
  const startLong = () => system.start({ bucket: bucket(1), settle: '1h' });

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error) => error,
    );

  it('starts a job under the name of its bucket and prefix, and says in the UI what it does', async () => {
    const job = await system.client.start({ bucket: bucket(0), prefix: 'raw/', select: { olderThan: '7d' } });

    const description = await system.temporal.env.client.workflow.getHandle(job.workflowId).describe();

    expect(job.workflowId).toMatch(/^s3-cleanup\/photos-.*\/raw\/$/);
    expect(await description.staticSummary()).toContain('raw/');
    expect(await description.staticDetails()).toContain('olderThan');
    await job.cancel();
  });

  it('refuses bad input before anything is started', async () => {
    const input = { bucket: bucket(0), select: { olderThan: 'a week' } } satisfies CleanupInput;

    const failure = await failureOf(system.client.start(input));

    expect(failure).toBeInstanceOf(CleanupFailure);
    expect(failure).toMatchObject({ type: 'InvalidInput', details: { field: 'select.olderThan' } });
    const started = system.client.handle(`s3-cleanup/${input.bucket}`).snapshot();
    await expect(started).rejects.toMatchObject({ type: 'NoSuchWorkflow' });
  });

  it('joins a preparation that runs already only where it would do the same to the bucket', async () => {
    const input = { bucket: bucket(1), settle: '1h' };
    const first = await system.client.prepare(input);

    const same = await system.client.prepare(input);
    const other = { ...input, emptyObjects: true, deleteBucket: { confirm: input.bucket } };
    const failure = await failureOf(system.client.prepare(other));

    expect(same).toMatchObject({ alreadyRunning: true, runId: first.runId });
    expect(failure).toMatchObject({
      type: 'AlreadyRunning',
      details: { differences: [{ field: 'emptyObjects' }, { field: 'deleteBucket' }] },
    });
    await first.cancel();
  });

  it.each<[string, Partial<CleanupInput>, string[]]>([
    ['a dry run', { dryRun: true }, ['dryRun', 'measure']],
    ['another selection', { select: { olderThan: '7d' } }, ['select.olderThan']],
    ['another connection', { connection: 'archive' }, ['connection']],
    ['uploads that are idle', { idleFor: '1h' }, ['idleFor']],
  ])('refuses to join a job where %s is asked for', async (_, change, fields) => {
    const input = { bucket: bucket(1), select: { all: true }, settle: '1h' } satisfies CleanupInput;
    const running = await system.client.start(input);

    const failure = await failureOf(system.client.start({ ...input, ...change }));

    const details = { workflowId: running.workflowId, differences: fields.map((field) => ({ field })) };
    expect(failure).toMatchObject({ type: 'AlreadyRunning', details });
    await running.cancel();
  });

  it('refuses to join a job on another prefix, or a fleet of other buckets, of the same ID', async () => {
    const [workflowId, name] = [randomUUID(), bucket(1)];
    const input = { bucket: name, select: { all: true }, settle: '1h' } satisfies CleanupInput;
    const job = await system.client.start({ ...input, prefix: 'a/' }, { workflowId });
    const fleetId = randomUUID();
    const { bucket: _, ...common } = input;
    const fleet = await system.client.fleet({ ...common, buckets: [name] }, { workflowId: fleetId });

    const failures = await Promise.all([
      failureOf(system.client.start({ ...input, prefix: 'b/' }, { workflowId })),
      failureOf(system.client.fleet({ ...common, buckets: [name, 'other'] }, { workflowId: fleetId })),
    ]);

    expect(failures.map(({ details }) => details.differences)).toMatchObject([
      [{ field: 'prefix', running: 'a/', asked: 'b/' }],
      [{ field: 'buckets' }],
    ]);
    await Promise.all([job.cancel(), fleet.cancel()]);
  });

  it('refuses to join a job whose input nobody knows, such as the child of a fleet', async () => {
    const input = { bucket: bucket(1), select: { all: true } } satisfies CleanupInput;
    const handle = await system.temporal.env.client.workflow.start('cleanupMultipartUploads', {
      ...{ args: [input], taskQueue: 'nobody-polls', workflowId: `s3-cleanup/${input.bucket}` },
    });

    const failure = await failureOf(system.client.start(input));

    expect(failure).toMatchObject({ type: 'AlreadyRunning', details: { workflowId: handle.workflowId } });
    await handle.terminate();
  });

  it('finds the job that runs already instead of starting a second one', async () => {
    const input = { bucket: bucket(1), select: { all: true }, settle: '1h' } satisfies CleanupInput;

    const first = await system.client.start(input);
    const second = await system.client.start(input);

    expect([first.alreadyRunning, second.alreadyRunning]).toEqual([false, true]);
    expect(second.runId).toBe(first.runId);
    await first.cancel();
  });

  it('answers the report of all runs of a job', async () => {
    const job = await system.start({ bucket: bucket(3), limits: { uploadsPerRun: 1 } });

    const report = await job.result();

    expect(report).toMatchObject({ outcome: 'clean', uploads: { gone: 3 } });
    expect(report.runs).toBeGreaterThan(1);
    expect(await system.client.handle(job.workflowId).report()).toEqual(report);
  });

  it('fails with what remains when the job gave up', async () => {
    const name = bucket(2);
    system.s3.deny({ bucket: name, key: 'raw/1', operation: 'AbortMultipartUpload' });
    const job = await system.start({ bucket: name, retry: { giveUpAfter: 1 } });

    const failure = await failureOf(job.result());

    expect(failure).toBeInstanceOf(CleanupFailure);
    expect(failure).toMatchObject({ type: 'UploadsRemain', details: { uploads: [{ key: 'raw/1' }] } });
    await expect(job.report()).rejects.toMatchObject({ type: 'UploadsRemain', details: { report: { bucket: name } } });
  });

  it.each([
    ['NoSuchBucket', { bucket: 'no-such-bucket' }],
    ['UnknownConnection', { bucket: 'photos', connection: 'nowhere' }],
  ])('fails with %s as the activity did', async (type, input) => {
    const job = await system.start(input);
    await expect(job.result()).rejects.toMatchObject({ name: 'CleanupFailure', type });
  });

  it('has no report while a job runs, and tells how it was ended', async () => {
    const [cancelled, terminated] = await Promise.all([startLong(), startLong()]);
    await expect(cancelled.report()).rejects.toMatchObject({ type: 'StillRunning' });

    await cancelled.cancel();
    await system.temporal.env.client.workflow.getHandle(terminated.workflowId).terminate();

    await expect(cancelled.result()).rejects.toMatchObject({ type: 'Cancelled' });
    await expect(terminated.report()).rejects.toMatchObject({ type: 'Terminated' });
    expect((await terminated.snapshot()).state).toBe('terminated');
  });

  it('pauses, resumes and tunes a running job', async () => {
    const job = await startLong();

    await job.pause();
    await eventually(async () => (await job.status()).paused);
    await job.resume();
    await eventually(async () => !(await job.status()).paused);
    const limits = await job.tune({ concurrency: 7, requestsPerSecond: 12.5 });

    expect(limits).toEqual({ concurrency: 7, requestsPerSecond: 12.5 });
    expect((await job.status()).limits).toEqual(limits);
    await expect(job.tune({ concurrency: 0 })).rejects.toMatchObject({ type: 'InvalidInput' });
    await job.cancel();
  });

  it('says that it knows no such job', async () => {
    const job = system.client.handle('s3-cleanup/nothing');
    const asks = [job.result(), job.status(), job.pause(), job.cancel(), job.report(), job.follow(() => {})];

    const failures = await Promise.all(asks.map(failureOf));

    expect(new Set(failures.map(({ type }) => type))).toEqual(new Set(['NoSuchWorkflow']));
  });

  it('changes nothing of a job that has ended, and says that it has', async () => {
    const job = await startLong();
    await job.cancel();
    await failureOf(job.result());
    const asks = [job.pause(), job.resume(), job.tune({ concurrency: 7 }), job.cancel()];

    const failures = await Promise.all(asks.map(failureOf));

    expect(failures.map(({ type }) => type)).toEqual(asks.map(() => 'AlreadyEnded'));
    expect(failures[0].message).toContain('cancelled');
  });

  it('follows a job through its phases to its report', async () => {
    const verifying = holdAt('ListParts');
    const job = await system.start({ bucket: bucket(5) });
    const phases = new Set<string | undefined>();

    const following = job.follow(({ status }) => phases.add(status?.phase), { everyMs: 50 });
    await eventually(() => phases.has('verifying'));
    verifying.letGo();

    expect(await following).toMatchObject({ outcome: 'clean', uploads: { gone: 5 } });
  });

  it('tells of an outage of S3 while it lasts, and follows on', async () => {
    const verifying = holdAt('ListParts');
    const job = await system.start({ bucket: bucket(3) });
    const troubles: Trouble[] = [];
    let ended = false;
    const report = job.follow(({ trouble }) => trouble && troubles.push(trouble), { everyMs: 100 });
    report.then(() => {
      ended = true;
    });
    await eventually(() => verifying.isReached);

    await system.s3.outage(true);
    verifying.letGo();
    const told = await eventually(() => troubles.find(({ kind }) => kind === 'retrying'));
    await system.s3.outage(false);

    expect(told).toMatchObject({ kind: 'retrying', attempt: expect.any(Number), message: expect.any(String) });
    expect(ended).toBe(false);
    expect(await report).toMatchObject({ outcome: 'clean', uploads: { gone: 3 } });
  });

  it('stops following at a signal, and the job goes on', async () => {
    const job = await startLong();
    const stop = new AbortController();
    const seen: CleanupSnapshot[] = [];
    const following = job.follow((snapshot) => seen.push(snapshot), { signal: stop.signal, everyMs: 50 });
    await eventually(() => seen.length > 1);

    stop.abort();

    await expect(following).rejects.toBe(stop.signal.reason);
    expect((await job.snapshot()).state).toBe('running');
    await job.cancel();
  });

  it('says at its first look that no worker takes the job', async () => {
    const client = new S3CleanupClient(system.temporal.env.client, { taskQueue: 'nobody-polls' });
    const job = await client.start({ bucket: bucket(0), select: { all: true } });
    const stop = new AbortController();
    const seen: CleanupSnapshot[] = [];
    const following = failureOf(job.follow((snapshot) => seen.push(snapshot), { signal: stop.signal }));

    const { trouble } = await eventually(() => seen[0]);
    stop.abort();

    expect(trouble).toEqual({ kind: 'no-worker', taskQueue: 'nobody-polls', lastPolledAt: null });
    await following;
    await expect(job.status()).rejects.toMatchObject({ type: 'NoWorker' });
    await job.cancel();
  });
});
