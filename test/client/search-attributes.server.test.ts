import { randomUUID } from 'node:crypto';
import type { S3CleanupClient } from '../../client/index.ts';
import { eventually } from '../support/poll.ts';
import { System } from '../support/system.ts';

describe('search attributes', () => {
  let system: System;
  let client: S3CleanupClient;
  beforeAll(async () => {
    system = await System.begin();
    client = system.client;
    system.s3.createBucket('photos');
    for (let n = 0; n < 3; n += 1) system.s3.seedUpload('photos', { key: `raw/${n}`, parts: [{ size: 1 }] });
  });
  afterAll(() => system.end());

  const input = { bucket: 'photos', select: { all: true }, settle: 1, quietPeriod: '1s' } as const;
  const describeJob = (workflowId: string) => system.temporal.env.client.workflow.getHandle(workflowId).describe();

  it('are refused at the start where the namespace does not know them', async () => {
    const started = client.start({ ...input, searchAttributes: true });

    await expect(started).rejects.toMatchObject({ type: 'SearchAttributesMissing' });
  });

  it('make a job fail, not hang, that another client started without them', async () => {
    const workflowId = randomUUID();
    const { workflow } = system.temporal.env.client;
    await workflow.start('cleanupMultipartUploads', {
      workflowId,
      taskQueue: system.taskQueue,
      args: [{ ...input, searchAttributes: true }],
    });

    await expect(client.handle(workflowId).result()).rejects.toMatchObject({ type: 'InvalidInput' });
  });

  it('tell the outcome of a job once they are registered, which can be asked for twice', async () => {
    const names = ['S3CleanupBucket', 'S3CleanupPhase', 'S3CleanupRemaining'];
    expect((await client.registerSearchAttributes()).sort()).toEqual(names);
    // A dev server caches those that it knows.
    await eventually(async () => (await client.registerSearchAttributes()).length === 0);
    const job = await eventually(() => client.start({ ...input, searchAttributes: true }).catch(() => null), 90_000);

    await job.result();

    const { raw, memo } = await describeJob(job.workflowId);
    const fields = raw.workflowExecutionInfo?.searchAttributes?.indexedFields ?? {};
    const told = Object.entries(fields).map(([name, { data }]) => [name, JSON.parse(String(data))]);
    expect(Object.fromEntries(told)).toMatchObject({
      S3CleanupBucket: 'photos',
      S3CleanupPhase: 'clean',
      S3CleanupRemaining: 0,
    });
    expect(memo).toEqual({ bucket: 'photos', select: { all: true } });
  }, 120_000);
});
