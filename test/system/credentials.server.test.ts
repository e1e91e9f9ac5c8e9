import { eventually } from '../support/poll.ts';
import { System } from '../support/system.ts';

describe('a source of credentials that fails', () => {
  let system: System;
  let isWell = true;
  /** As a container's agent gives them, but for a second. */
  const credentials = async () => {
    if (!isWell) throw new Error('the agent answered 500');
    return { accessKeyId: 'a', secretAccessKey: 'b', expiration: new Date(Date.now() + 1_000) };
  };
  beforeAll(async () => {
    system = await System.begin({}, { credentials });
  });
  beforeEach(() => {
    isWell = true;
  });
  afterAll(() => system.end());

  const seed = (bucket: string, uploads: number) => {
    system.s3.createBucket(bucket);
    system.s3.seedUploads(bucket, uploads, (n) => ({ key: `logs/${10_000 + n}`, parts: [{ size: 5_000_000 }] }));
  };
  const aborts = (bucket: string) =>
    system.s3.log.entries.filter((entry) => entry.bucket === bucket && entry.operation === 'AbortMultipartUpload');

  /** What the page of the job says in Temporal's UI of the activity that is tried again. */
  const failureShown = async (workflowId: string) => {
    const { raw } = await system.temporal.env.client.workflow.getHandle(workflowId).describe();
    const { applicationFailureInfo, message } = raw.pendingActivities?.[0]?.lastFailure ?? {};
    return { type: applicationFailureInfo?.type, message };
  };
  const SHOWN = {
    type: 'CredentialsUnavailable',
    message: expect.stringMatching(/^CredentialsUnavailable .*the agent answered 500/),
  };

  it('at the first listing is shown by its name, and ridden out', async () => {
    seed('first', 10);
    isWell = false;
    const job = await system.start({ bucket: 'first' });
    await eventually(async () => (await failureShown(job.workflowId)).type !== undefined);
    expect(await failureShown(job.workflowId)).toEqual(SHOWN);
    expect((await job.snapshot()).trouble).toMatchObject({ kind: 'retrying', message: SHOWN.message });

    isWell = true;

    expect(await job.result()).toMatchObject({ outcome: 'clean', uploads: { gone: 10 } });
  }, 90_000);

  it('in the middle of a job is shown by its name, and stops no upload', async () => {
    seed('middle', 300);
    const job = await system.start({ bucket: 'middle', limits: { concurrency: 8, requestsPerSecond: 50 } });
    await eventually(() => aborts('middle').length > 20);
    isWell = false;
    await eventually(async () => (await failureShown(job.workflowId)).type !== undefined);
    expect(await failureShown(job.workflowId)).toEqual(SHOWN);
    expect((await job.status())?.remaining).toEqual({});
    const trouble = await eventually(async () => (await job.status())?.trouble);
    expect(trouble).toMatchObject({ type: SHOWN.type, message: SHOWN.message });

    isWell = true;

    expect(await job.result()).toMatchObject({
      outcome: 'clean',
      uploads: { selected: 300, gone: 300, alreadyGone: 0 },
    });
    expect((await job.status())?.trouble).toBeUndefined();
  }, 90_000);
});
