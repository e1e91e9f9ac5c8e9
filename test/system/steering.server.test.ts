import { eventually } from '../support/poll.ts';
import { System } from '../support/system.ts';

/** 400 aborts take 80 s at this rate. */
const SLOW = { concurrency: 64, requestsPerSecond: 5 };
/** Much longer than between two requests at that rate. */
const SILENCE_MS = 4_000;
/** 400 aborts take 400 s at this rate: a test that waits for them does not see the end. */
const VERY_SLOW = { ...SLOW, requestsPerSecond: 1 };

describe('steering a job whose activities run for minutes', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  const seed = (bucket: string, uploads: number) => {
    system.s3.createBucket(bucket);
    system.s3.seedUploads(bucket, uploads, (n) => ({ key: `logs/${10_000 + n}`, parts: [{ size: 5_000_000 }] }));
    return system.s3.uploads(bucket).map(({ uploadId }) => uploadId);
  };
  const requests = (bucket: string) => system.s3.log.entries.filter((entry) => entry.bucket === bucket);
  const lastRequestAt = (bucket: string) => requests(bucket).at(-1)?.at ?? 0;
  const silence = (bucket: string) => eventually(() => Date.now() - lastRequestAt(bucket) > SILENCE_MS);
  const aborts = (bucket: string) => requests(bucket).filter((entry) => entry.operation === 'AbortMultipartUpload');

  it('falls silent soon after a pause, and goes on where it was after it', async () => {
    const uploadIds = seed('paused', 400);
    const job = await system.start({ bucket: 'paused', limits: SLOW });
    await eventually(() => aborts('paused').length > 10);

    await job.pause();
    await silence('paused');

    expect(aborts('paused').length).toBeLessThan(400);
    await job.tune({ requestsPerSecond: null });
    await job.resume();
    expect(await job.result()).toMatchObject({
      uploads: { selected: 400, gone: 400, reaborted: 0, alreadyGone: 0 },
      requests: { abort: 400, listParts: 400 },
    });
    expect(uploadIds.filter((uploadId) => system.s3.log.aborts(uploadId).length !== 1)).toEqual([]);
    expect(system.s3.log.settleViolations(500)).toEqual([]);
  });

  it('takes a new rate soon after it is told', async () => {
    seed('tuned', 400);
    const job = await system.start({ bucket: 'tuned', limits: VERY_SLOW });
    await eventually(() => aborts('tuned').length > 2);

    await job.tune({ requestsPerSecond: 100 });
    await eventually(() => aborts('tuned').length === 400);

    expect((await job.result()).uploads).toMatchObject({ selected: 400, gone: 400 });
  });

  it('pauses and tunes the children that clean ranges of keys, too', async () => {
    seed('shared', 2_400);
    const limits = { requestsPerSecond: 200, uploadsPerRun: 400 };
    const job = await system.start({ bucket: 'shared', limits, parallelism: 2 });
    await eventually(async () => (await job.status()).ranges > 0);

    await job.tune({ requestsPerSecond: 2 });
    await job.pause();
    await silence('shared');

    expect((await job.status()).ranges).toBeGreaterThan(0);
    await job.tune({ requestsPerSecond: null });
    await job.resume();
    expect((await job.result()).uploads).toMatchObject({ selected: 2_400, gone: 2_400, reaborted: 0 });
    expect(system.s3.log.settleViolations(500)).toEqual([]);
  });
});
