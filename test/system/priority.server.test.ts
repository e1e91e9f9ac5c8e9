import { randomUUID } from 'node:crypto';
import { S3CleanupClient } from '../../client/index.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { createWorker } from '../../worker/index.ts';
import { eventually } from '../support/poll.ts';
import { sharedBundle } from '../support/shared.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';

describe('several tenants of one task queue, on a server that has priority and fairness', () => {
  let temporal: TestTemporal;
  let s3: SimulatedS3;
  beforeAll(async () => {
    // One partition, so that there is one order.
    const partitions = { 'matching.numTaskqueueReadPartitions': '1', 'matching.numTaskqueueWritePartitions': '1' };
    const settings = { 'matching.useNewMatcher': 'true', 'matching.enableFairness': 'true', ...partitions };
    [temporal, s3] = await Promise.all([startTestTemporal({ settings }), SimulatedS3.start()]);
  });
  afterAll(async () => {
    await temporal.stop();
    await s3.stop();
  });

  const clientOf = (taskQueue: string) => new S3CleanupClient(temporal.env.client, { taskQueue });

  async function priorityOf(workflowId: string) {
    const { raw } = await temporal.env.client.workflow.getHandle(workflowId).describe();
    const { priorityKey = 0, fairnessKey = '' } = raw.workflowExecutionInfo?.priority ?? {};
    return { priorityKey, fairnessKey };
  }

  async function working<T>(taskQueue: string, work: () => Promise<T>): Promise<T> {
    const worker = await createWorker({
      connection: temporal.env.nativeConnection,
      workflowBundle: sharedBundle(),
      taskQueue,
      connections: { default: s3.clientConfig() },
    });
    return await worker.runUntil(work);
  }

  it('gives each bucket its turn, and lets schedules wait for what somebody started', async () => {
    const client = clientOf(randomUUID());
    const select = { olderThan: '7d' } as const;

    const { scheduleId } = await client.schedule({ bucket: 'nightly', select }, { every: '24h' });
    const job = await client.start({ bucket: 'photos', select });
    const { raw } = await temporal.env.client.schedule.getHandle(scheduleId).describe();

    expect(await priorityOf(job.workflowId)).toEqual({ priorityKey: 0, fairnessKey: 'photos' });
    expect(raw.schedule?.action?.startWorkflow?.priority).toMatchObject({ priorityKey: 4, fairnessKey: 'nightly' });
  });

  it('takes a job that somebody starts before those of schedules that came earlier', async () => {
    const taskQueue = randomUUID();
    const select = { all: true } as const;
    const client = clientOf(taskQueue);
    for (const bucket of ['night-1', 'night-2']) {
      const { scheduleId } = await client.schedule({ bucket, select }, { every: '24h' });
      await temporal.env.client.schedule.getHandle(scheduleId).trigger();
    }
    const queued = () => temporal.env.client.workflow.count(`TaskQueue = '${taskQueue}'`).then(({ count }) => count);
    await eventually(async () => (await queued()) === 2);
    const day = await client.start({ bucket: 'day', select });
    await eventually(async () => (await queued()) === 3);

    const { namespace, env } = temporal;
    const asked = { namespace, taskQueue: { name: taskQueue }, identity: 'a worker' };
    const poll = () => env.client.workflowService.pollWorkflowTaskQueue(asked);
    const first = await env.client.withDeadline(Date.now() + 60_000, poll);

    expect(first.workflowExecution?.workflowId).toBe(day.workflowId);
  });

  it('gives each bucket of a fleet its turn', async () => {
    const taskQueue = randomUUID();
    for (const bucket of ['fleet-a', 'fleet-b']) s3.createBucket(bucket);

    await working(taskQueue, async () => {
      const fleet = await clientOf(taskQueue).fleet({
        buckets: ['fleet-a', 'fleet-b'],
        select: { all: true },
        quietPeriod: 100,
      });
      await fleet.result();
    });

    expect(await priorityOf('s3-cleanup/fleet-a')).toMatchObject({ fairnessKey: 'fleet-a' });
    expect(await priorityOf('s3-cleanup/fleet-b')).toMatchObject({ fairnessKey: 'fleet-b' });
  });
});
