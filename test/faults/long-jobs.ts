import { randomUUID } from 'node:crypto';
import { CleanupHandle } from '../../client/index.ts';
import type { UploadsRemainDetails } from '../../workflows/cleanup/contract.ts';
import { Deployment, failureOf } from '../support/deployment.ts';
import { runsOf } from '../support/histories.ts';
import { eventually } from '../support/poll.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const PARTS = [{ size: 5_242_880 }];

/** One page of 10 uploads a run, and no waits: a run is a few hundred milliseconds. */
const SHORT_RUNS = {
  select: { all: true },
  // The simulated S3 stands for AWS, where nobody asks for objects.
  keepCompleted: 'never',
  parallelism: 1,
  limits: { uploadsPerRun: 10 },
  settle: 0,
  quietPeriod: 0,
  retry: { initial: 0, maximum: 0 },
} as const;

export function describeLongJob(): void {
  const site = beginSite();

  it('keeps its totals, its limits, its pause and its memo', async () => {
    const { s3, temporal, taskQueue } = site();
    s3.createBucket('long');
    s3.seedUploads('long', 400, (n) => ({ key: `logs/${String(n).padStart(3, '0')}`, parts: PARTS }));
    const gate = withResolvers();
    let isHeld = false;
    s3.onRequest(async ({ operation, key }) => {
      if (operation !== 'ListParts' || key < 'logs/050') return;
      isHeld = true;
      await gate.promise;
    });
    const { client } = temporal.env;
    const input = { bucket: 'long', ...SHORT_RUNS };
    const memo = { ticket: 'OPS-42' };
    const options = { workflowId: `test/${randomUUID()}`, taskQueue, args: [input], memo };
    const started = await client.workflow.start('cleanupMultipartUploads', options);
    const job = new CleanupHandle(client, client.workflow.getHandle(started.workflowId));

    await eventually(() => isHeld);
    await job.tune({ concurrency: 7, requestsPerSecond: 10_000 });
    await job.pause();
    const before = await job.status();
    gate.resolve();
    const paused = await eventually(async () => {
      const status = await job.status();
      return status.run > before.run && status;
    });
    const listings = s3.log.count('ListMultipartUploads');
    await job.resume();
    const report = await job.result();

    expect(paused).toMatchObject({ paused: true, limits: { concurrency: 7, requestsPerSecond: 10_000 } });
    expect(listings).toBeLessThan(20);
    expect(report).toMatchObject({ outcome: 'clean', uploads: { listed: 400, selected: 400, gone: 400 } });
    expect(report.initiators).toEqual([{ id: '111122223333', uploads: 400 }]);
    expect(report.runs).toBeGreaterThan(20);
    const { list, abort, listParts } = report.requests;
    expect(list + abort + listParts).toBe(s3.log.entries.length);
    const last = client.workflow.getHandle(started.workflowId);
    expect((await last.describe()).memo).toEqual(memo);
    expect((await job.status()).limits).toEqual({ concurrency: 7, requestsPerSecond: 10_000 });
    const runs = await runsOf(temporal, started.workflowId, started.firstExecutionRunId);
    expect(runs).toHaveLength(report.runs);
  });
}

export function describeDeadline(): void {
  const site = beginSite();

  it('gives up when it said it would', async () => {
    const deployment = site();
    const { s3 } = deployment;
    s3.createBucket('stuck');
    const abortsNeeded = Number.POSITIVE_INFINITY;
    s3.seedUploads('stuck', 30, (n) => ({ key: `stuck/${n}`, parts: PARTS, abortsNeeded }));
    s3.seedUploads('stuck', 370, (n) => ({ key: `good/${n}`, parts: PARTS }));
    const { retry, ...short } = SHORT_RUNS;
    const job = await deployment.start({ bucket: 'stuck', ...short, retry: { ...retry, giveUpAfter: '8s' } });
    // The first pass moves the hour as it goes on; from the second on, what is stuck does not.
    const first = await eventually(async () => {
      const { givesUpAt, pass, run } = await job.status();
      return pass > 1 && givesUpAt !== null && { givesUpAt, run };
    });

    const failure = await failureOf(job);

    expect(failure.type).toBe('UploadsRemain');
    const { report, remaining } = failure.details as UploadsRemainDetails;
    expect(report.runs).toBeGreaterThan(20);
    expect(report.runs).toBeGreaterThan(first.run);
    expect(report.uploads).toMatchObject({ selected: 400, gone: 370 });
    expect(remaining).toEqual({ PartsRemain: 30 });
    expect((await job.status()).givesUpAt).toBe(first.givesUpAt);
    expect(Date.parse(report.finishedAt)).toBeGreaterThanOrEqual(Date.parse(first.givesUpAt));
    // Then it ends the round under way, and begins no other.
    const late = s3.log.of('AbortMultipartUpload').filter(({ at }) => at > Date.parse(first.givesUpAt));
    expect(late.length).toBe(new Set(late.map(({ uploadId }) => uploadId)).size);
  });
}

/** The deployment of the tests around it. */
function beginSite(): () => Deployment {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.begin({ s3: { maxPageSize: 10 } });
  });
  afterAll(() => deployment.end());
  return () => deployment;
}
