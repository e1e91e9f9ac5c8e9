import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { JobEvent, NotifyInput } from '../../../activities/notify/contract.ts';
import { preparationId } from '../../../domain/job-id.ts';
import type { CleanupInput } from '../../../workflows/cleanup/contract.ts';
import type { cleanupBuckets, prepareBucketDeletion } from '../../../workflows/index.ts';
import { eventually } from '../../support/poll.ts';
import { Cleaning, FAST } from '../support/cleaning.ts';
import { FakeAccount } from '../support/fake-account.ts';
import { FakeBucket } from '../support/fake-bucket.ts';
import { WholeBucket } from '../support/whole-bucket.ts';

describe('a job that notifies somebody', () => {
  let cleaning: Cleaning;
  let bucket: FakeBucket;
  let told: JobEvent[];
  let refusals: ApplicationFailure[];
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());
  beforeEach(() => {
    [bucket, told, refusals] = [new FakeBucket(), [], []];
    Object.assign(bucket.activities, receiving());
  });

  /** A worker that knows a receiver `ops`. */
  const receiving = () => ({
    checkReceiver: async ({ receiver }: { receiver: string }) => {
      if (receiver === 'ops') return { requests: {} };
      throw ApplicationFailure.create({ type: 'InvalidInput', message: 'no receiver', nonRetryable: true });
    },
    notifyReceiver: async ({ event }: NotifyInput) => {
      told.push(event);
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return { requests: {} };
    },
  });

  const notify = 'ops';
  const clean = (input: Partial<CleanupInput> = {}) => cleaning.clean(bucket, { notify, ...input });

  it('sends the report, once, when it is done', async () => {
    bucket.add('a');

    const { notified, ...report } = await clean();

    expect(notified).toEqual({ receiver: 'ops', delivered: true });
    expect(told).toMatchObject([{ event: 'done', workflowType: 'cleanupMultipartUploads', report }]);
  });

  it('sends nothing between two runs', async () => {
    for (let n = 0; n < 12; n += 1) bucket.add(`key-${n}`);
    bucket.pageSize = 3;

    const report = await clean({ limits: { uploadsPerRun: 4 }, parallelism: 1 });

    expect(report.runs).toBeGreaterThan(2);
    expect(told.map(({ event }) => event)).toEqual(['done']);
  });

  it('sends why it failed, and fails as it would have', async () => {
    bucket.add('a', { deny: 'abort' });
    bucket.add('b');

    const failure = await cleaning.fail(bucket, { notify, retry: { initial: 1, maximum: 1, giveUpAfter: 1 } });

    expect(failure.type).toBe('UploadsRemain');
    const { type, message } = failure;
    expect(told).toMatchObject([{ event: 'failed', failure: { type, message, details: failure.details?.[0] } }]);
  });

  it('sends that it was cancelled, and is cancelled', async () => {
    bucket.add('a');
    const job = await cleaning.start(bucket, { notify, settle: '1h' });
    await eventually(() => bucket.calls.some(({ activity }) => activity === 'abort'));
    await job.cancel();

    await expect(job.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(told.map(({ event }) => event)).toEqual(['cancelled']);
  });

  it('is tried again where the receiver does not answer, with the same ID', async () => {
    refusals.push(ApplicationFailure.create({ type: 'NotNotified', message: 'HTTP 500', nextRetryDelay: 1 }));

    const report = await clean();

    expect(report.notified).toMatchObject({ delivered: true });
    expect(told.map(({ id }) => id)).toEqual([told[0]?.id, told[0]?.id]);
  });

  it('ends as it would have where the receiver refuses for good, and the report says so', async () => {
    refusals.push(
      ApplicationFailure.create({ type: 'NotNotified', message: 'it answered HTTP 401', nonRetryable: true }),
    );

    expect(await clean()).toMatchObject({
      outcome: 'clean',
      notified: { receiver: 'ops', delivered: false, problem: 'it answered HTTP 401' },
    });
  });

  it('touches nothing where the worker does not know the receiver', async () => {
    bucket.add('a');

    const failure = await cleaning.fail(bucket, { notify: 'dev' });

    expect(failure.type).toBe('InvalidInput');
    expect([bucket.calls, told]).toEqual([[], []]);
  });

  it('is a preparation, too; its cleanup sends nothing', async () => {
    const whole = new WholeBucket();
    const name = `bucket-${randomUUID()}`;
    whole.uploads.add('a');
    const job = await cleaning.client.workflow.start<typeof prepareBucketDeletion>('prepareBucketDeletion', {
      args: [{ bucket: name, ...FAST, settle: 0, notify }],
      taskQueue: cleaning.serve(name, Object.assign(whole.activities, receiving())),
      workflowId: preparationId(name),
    });

    expect(await job.result()).toMatchObject({ ready: true, notified: { delivered: true } });
    expect(told).toMatchObject([{ event: 'done', workflowType: 'prepareBucketDeletion', report: { ready: true } }]);
  });

  it('is a fleet, too; its buckets send nothing', async () => {
    const account = new FakeAccount();
    const site = randomUUID().slice(0, 8);
    for (const name of ['a', 'b']) account.add(`${site}-${name}`, 1);
    const fleet = await cleaning.client.workflow.start<typeof cleanupBuckets>('cleanupBuckets', {
      args: [{ buckets: [`${site}-a`, `${site}-b`], select: { all: true }, ...FAST, notify, bucketsPerRun: 1 }],
      taskQueue: cleaning.serve(site, Object.assign(account.activities, receiving())),
      workflowId: `fleet/${site}`,
    });

    expect(await fleet.result()).toMatchObject({ outcome: 'clean', runs: 2, notified: { delivered: true } });
    expect(told).toMatchObject([{ event: 'done', workflowType: 'cleanupBuckets', report: { outcome: 'clean' } }]);
  });
});
