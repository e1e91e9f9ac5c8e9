import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { rangeId } from '../../../domain/job-id.ts';
import type { FleetInput, FleetStatus } from '../../../workflows/fleet/contract.ts';
import { type cleanupBuckets, pauseSignal, resumeSignal, statusQuery, tuneUpdate } from '../../../workflows/index.ts';
import { eventually } from '../../support/poll.ts';
import { Cleaning, FAST, failureOf } from '../support/cleaning.ts';
import { FakeAccount } from '../support/fake-account.ts';
import { FakeBucket } from '../support/fake-bucket.ts';

describe('a child that is being started', () => {
  let cleaning: Cleaning;
  beforeAll(async () => {
    cleaning = await Cleaning.begin({ interceptors: [require.resolve('../support/slow-child-starts.ts')] });
  });
  afterAll(() => cleaning.end());

  async function statusOf(workflowId: string) {
    return await cleaning.client.workflow
      .getHandle(workflowId)
      .query(statusQuery)
      .catch(() => undefined);
  }

  /** Once it is about to start a child. */
  async function steer(job: Pick<WorkflowHandle, 'executeUpdate' | 'signal'>): Promise<void> {
    await job.executeUpdate(tuneUpdate, { args: [{ concurrency: 7 }] });
    await job.signal(pauseSignal);
  }

  it('is told by a cleanup that is cut into ranges when that is paused and tuned', async () => {
    const bucket = new FakeBucket();
    for (let n = 0; n < 30; n += 1) bucket.add(`key-${100 + n}`);
    bucket.pageSize = 4;
    const input = { limits: { uploadsPerRun: 8 }, parallelism: 2 };
    const job = await cleaning.start(bucket, input);
    const isSurveyed = async () => ((await statusOf(job.workflowId))?.requests.list ?? 0) >= 3;
    await eventually(isSurveyed);

    await steer(job);

    const child = rangeId(job.workflowId, 'range-2');
    await eventually(async () => (await statusOf(child))?.paused && (await statusOf(child))?.limits.concurrency === 7);
    await job.signal(resumeSignal);
    expect((await job.result()).uploads).toMatchObject({ selected: 30, gone: 30 });
  });

  it('is not taken for a range that ended with nothing but refusals', async () => {
    const bucket = new FakeBucket();
    for (let n = 0; n < 9; n += 1) bucket.add(`key-${n}`, n < 3 ? { deny: 'abort' } : {});
    bucket.pageSize = 4;
    const input = { limits: { uploadsPerRun: 3 }, parallelism: 2, retry: { initial: 1, giveUpAfter: '1s' } };
    const job = await cleaning.start(bucket, input);
    await eventually(async () => ((await statusOf(job.workflowId))?.requests.abort ?? 0) >= 3);

    await job.signal(resumeSignal);

    expect((await failureOf(job)).type).toBe('UploadsRemain');
  });

  it('is told by a fleet when that is paused and tuned', async () => {
    const account = new FakeAccount();
    const name = `photos-${randomUUID()}`;
    account.add(name, 3);
    const args: [FleetInput] = [{ buckets: [name], select: { all: true }, ...FAST }];
    const taskQueue = cleaning.serve(name, account.activities);
    const job = await cleaning.client.workflow.start<typeof cleanupBuckets>('cleanupBuckets', {
      ...{ args, taskQueue, workflowId: `fleet/${name}` },
    });

    // From then on it waits for its child to start; paused before, it would not start one.
    await eventually(async () => ((await job.query<FleetStatus, []>('status')).requests.bucket ?? 0) > 0);

    await steer(job);

    const child = `s3-cleanup/${name}`;
    await eventually(async () => (await statusOf(child))?.paused && (await statusOf(child))?.limits.concurrency === 7);
    await job.signal(resumeSignal);
    expect((await job.result()).uploads).toMatchObject({ selected: 3, gone: 3 });
  });
});
