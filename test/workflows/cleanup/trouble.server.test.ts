import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { AbortUploadsInput, VerifyUploadsInput } from '../../../activities/contract.ts';
import type { CleanupInput, CleanupStatus, UploadsRemainDetails } from '../../../workflows/cleanup/contract.ts';
import { pauseSignal, resumeSignal, statusQuery, tuneUpdate } from '../../../workflows/index.ts';
import { eventually } from '../../support/poll.ts';
import { Cleaning, currentDetails, failureOf } from '../support/cleaning.ts';
import { FakeBucket, outage } from '../support/fake-bucket.ts';
import { hold } from '../support/gate.ts';

describe('cleanupMultipartUploads in trouble', () => {
  let cleaning: Cleaning;
  let bucket: FakeBucket;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());
  beforeEach(() => {
    bucket = new FakeBucket();
  });

  it.each<[string, object]>([
    ['that holds nothing', {}],
    ['of another shape', { startedAt: 'then', listing: [] }],
  ])('fails with InvalidInput where a caller sets the state of a run %s', async (_, resume) => {
    const failure = await cleaning.fail(bucket, { resume } as object);

    expect(failure).toMatchObject({ type: 'InvalidInput', details: [{ field: 'resume' }] });
    expect(bucket.calls).toEqual([]);
  });

  it('fails with UploadsRemain and names what it could not clean, having cleaned the rest', async () => {
    for (let n = 0; n < 10; n += 1) bucket.add(`good-${n}`);
    const stuck = bucket.add('stuck', { abortsNeeded: Number.POSITIVE_INFINITY });
    const refused = bucket.add('refused', { deny: 'abort' });

    const failure = await cleaning.fail(bucket, { retry: { initial: 1, maximum: 1, giveUpAfter: '2s' } });

    expect(failure.type).toBe('UploadsRemain');
    const [details] = failure.details as [UploadsRemainDetails];
    expect(details.remaining).toEqual({ PartsRemain: 1, 'AbortMultipartUpload: AccessDenied': 1 });
    expect(details.uploads.map(({ uploadId }) => uploadId).sort()).toEqual([stuck.uploadId, refused.uploadId].sort());
    expect(details.report).toMatchObject({ outcome: 'uploads-remain', uploads: { selected: 12, gone: 10 } });
  });

  it('does not call an upload gone that ListParts was refused for, although no listing shows it', async () => {
    bucket.add('good');
    const unverifiable = bucket.add('unverifiable', { deny: 'verify' });
    bucket.beforeList = () => {
      if (bucket.aborts(unverifiable) > 0) bucket.uploads = bucket.uploads.filter((upload) => upload !== unverifiable);
    };
    bucket.activities.verifyUploads = bucket.pages.told(async ({ uploads }: VerifyUploadsInput) => ({
      remaining: uploads.flatMap(({ key }, index) =>
        key === 'unverifiable' ? [{ index, reason: 'AccessDenied' }] : [],
      ),
      requests: {},
    }));

    const failure = await cleaning.fail(bucket, { retry: { initial: 1, maximum: 1, giveUpAfter: '2s' } });

    const [details] = failure.details as [UploadsRemainDetails];
    expect(details.remaining).toEqual({ 'ListParts: AccessDenied': 1 });
  });

  it('leaves the rest of a large bucket alone when every single abort is refused in the first ranges', async () => {
    for (let n = 0; n < 60; n += 1) bucket.add(`key-${100 + n}`, { deny: 'abort' });
    bucket.pageSize = 4;

    const failure = await cleaning.fail(bucket, { limits: { uploadsPerRun: 3 }, parallelism: 2 });

    expect(failure.type).toBe('AccessDenied');
    const aborts = bucket.calls.flatMap((call) => (call.activity === 'abort' ? call.uploads : []));
    expect(aborts.length).toBeLessThan(20);
    expect(new Set(aborts).size).toBe(aborts.length);
  });

  it('goes on to ranges that it may clean when the first are refused', async () => {
    for (let n = 0; n < 30; n += 1) bucket.add(`key-${100 + n}`, n < 3 ? { deny: 'abort' } : {});
    bucket.pageSize = 4;
    const retry = { initial: 1, giveUpAfter: '1s' };

    const failure = await cleaning.fail(bucket, { limits: { uploadsPerRun: 3 }, parallelism: 2, retry });

    expect(failure).toMatchObject({ type: 'UploadsRemain', message: expect.stringContaining('3 uploads remain') });
  });

  it('fails with AccessDenied at once when every single abort is refused', async () => {
    for (let n = 0; n < 3; n += 1) bucket.add(`key-${n}`, { deny: 'abort' });

    expect((await cleaning.fail(bucket)).type).toBe('AccessDenied');
  });

  it.each([
    ['AccessDenied', 'AccessDenied'],
    ['InvalidResponse', 'S3Unavailable'],
  ])('fails when ListParts answers %s of every upload that it must look into, as %s', async (reason, type) => {
    for (let n = 0; n < 3; n += 1) bucket.add(`key-${n}`);
    bucket.activities.abortUploads = bucket.pages.told(async ({ uploads }: AbortUploadsInput) => {
      const active = uploads.map((_, index) => index);
      return { alreadyGone: 0, active, unknown: uploads.map(() => reason), problems: [], requests: {} };
    });

    expect((await cleaning.fail(bucket, { idleFor: '1h' })).type).toBe(type);
  });

  it('names an upload that every pass lists although its aborts and ListParts say that it is gone', async () => {
    for (let n = 0; n < 3; n += 1) bucket.add(`good-${n}`);
    const odd = bucket.add('odd');
    bucket.beforeList = () => {
      if (!bucket.uploads.includes(odd)) bucket.uploads.push({ ...odd, abortsNeeded: 1 });
    };

    const failure = await cleaning.fail(bucket, { retry: { initial: 1, maximum: 1, giveUpAfter: '2s' } });

    const [details] = failure.details as [UploadsRemainDetails];
    expect(details.remaining).toEqual({ ListedAgain: 1 });
    expect(details.uploads).toMatchObject([{ key: 'odd', uploadId: odd.uploadId, reason: 'ListedAgain' }]);
  });

  it('fails with UploadsRemain when new uploads keep arriving, and says who writes them', async () => {
    bucket.beforeList = () => {
      bucket.add('new', { initiated: new Date().toISOString() });
    };

    const failure = await cleaning.fail(bucket, { retry: { initial: 1, maximum: 1, giveUpAfter: '3s' } });

    const [details] = failure.details as [UploadsRemainDetails];
    expect(details.remaining).toEqual({ NewUploads: 1 });
    expect(details.report.initiators).toEqual([{ id: 'writer', uploads: details.report.uploads.selected }]);
    expect(details.report.uploads.gone).toBe(details.report.uploads.selected);
  });

  it('ends with a cut-off although new uploads keep arriving', async () => {
    bucket.add('old');
    bucket.beforeList = () => {
      bucket.add('new', { initiated: new Date().toISOString() });
    };

    const report = await cleaning.clean(bucket, { select: { olderThan: '1h' } });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 1, gone: 1, keptYoung: 2 } });
  });

  it('reports a bucket that disappears meanwhile', async () => {
    bucket.add('a');
    bucket.beforeList = () => {
      if (bucket.calls.length > 0) bucket.disappears();
    };

    expect(await cleaning.clean(bucket)).toMatchObject({ outcome: 'bucket-gone', uploads: { gone: 1 } });
  });

  it.each(['NoSuchBucket', 'AccessDenied', 'WrongBucketOwner', 'UnknownConnection', 'WrongRegion', 'Unsupported'])(
    'fails with %s when the first listing does',
    async (type) => {
      bucket.listFailures = [failing(type)];
      bucket.isGone = true;

      expect((await cleaning.fail(bucket)).type).toBe(type);
    },
  );

  it('fails with S3Unavailable when S3 does not answer the first listing, three times', async () => {
    bucket.listFailures = [1, 2, 3].map(() => ApplicationFailure.retryable('ECONNREFUSED', 'S3Unavailable'));

    expect((await cleaning.fail(bucket)).type).toBe('S3Unavailable');
  });

  it('goes on after an outage that meets the first listing of a range', async () => {
    for (let n = 0; n < 20; n += 1) bucket.add(`key-${100 + n}`);
    bucket.pageSize = 2;
    let refusals = 0;
    bucket.beforeList = () => {
      if (refusals === 4 || !activityInfo().workflowExecution?.workflowId.includes('range-2')) return;
      refusals += 1;
      bucket.listFailures = [outage()];
    };

    expect(await cleaning.clean(bucket, { limits: { uploadsPerRun: 4 } })).toMatchObject({ outcome: 'clean' });
    expect(refusals).toBe(4);
  });

  it('shows an outage that meets one of its ranges, of which it says which, until that goes on', async () => {
    for (let n = 0; n < 20; n += 1) bucket.add(`key-${100 + n}`);
    bucket.pageSize = 2;
    let isOut = true;
    bucket.beforeList = () => {
      const isRange2 = activityInfo().workflowExecution?.workflowId.includes('range-2');
      if (isRange2 && isOut) bucket.listFailures = [outage()];
    };
    const handle = await cleaning.start(bucket, { limits: { uploadsPerRun: 4 } });

    const told = await eventually(async () => /^\*\*Since .*$/m.exec(await currentDetails(handle))?.[0]);
    const { trouble } = await handle.query(statusQuery);
    isOut = false;

    expect(told).toMatch(/no request of \[.*range-2.* gets through/);
    expect(trouble).toMatchObject({ type: 'S3Unavailable', child: expect.stringContaining('range-2') });
    expect(await handle.result()).toMatchObject({ outcome: 'clean', uploads: { gone: 20 } });
    expect((await handle.query(statusQuery)).trouble).toBeUndefined();
  });

  it('goes on after an outage in the middle of the job', async () => {
    for (let n = 0; n < 4; n += 1) bucket.add(`key-${n}`);
    bucket.pageSize = 2;
    bucket.beforeList = () => {
      if (bucket.calls.length !== 1) return;
      bucket.listFailures = [1, 2, 3, 4].map(outage);
    };

    expect(await cleaning.clean(bucket)).toMatchObject({ outcome: 'clean', uploads: { gone: 4 } });
  });

  it('fails as one of its ranges does, without waiting for the others', async () => {
    for (let n = 0; n < 20; n += 1) bucket.add(`key-${100 + n}`, { abortsNeeded: n === 7 ? 2 : 1 });
    bucket.pageSize = 2;
    bucket.beforeList = () => {
      if (activityInfo().workflowExecution?.workflowId.includes('range-2'))
        bucket.listFailures = [failing('AccessDenied')];
    };

    const failure = await cleaning.fail(bucket, { retry: { initial: '1h' }, limits: { uploadsPerRun: 4 } });

    expect(failure.type).toBe('AccessDenied');
  });

  it('stops with Unsupported when the listing cannot be continued', async () => {
    for (let n = 0; n < 4; n += 1) bucket.add('same', { initiated: '2026-03-01T00:00:00Z' });
    bucket.pageSize = 2;
    bucket.beforeList = () => {
      if (bucket.calls.length % 2 === 1) bucket.listFailures = [failing('InvalidMarker')];
    };

    const failure = await cleaning.fail(bucket, {
      select: { initiatedBefore: '2026-02-01T00:00:00Z' },
      parallelism: 1,
    });

    expect(failure.type).toBe('Unsupported');
  });

  it.each<[string, Partial<CleanupInput>]>([
    ['select', { select: {} as CleanupInput['select'] }],
    ['select', { select: { all: true, olderThan: '1d' } as CleanupInput['select'] }],
    ['settle', { settle: 'banana' }],
    ['retry.maximum', { retry: { maximum: -1 } }],
  ])('refuses a bad %s before it asks S3 anything', async (field, input) => {
    const failure = await cleaning.fail(bucket, input);

    expect([failure.type, failure.details]).toEqual(['InvalidInput', [{ field }]]);
    expect(bucket.calls).toEqual([]);
  });

  it('starts no request while paused, and keeps the pause when it continues as new', async () => {
    for (let n = 0; n < 6; n += 1) bucket.add(`key-${n}`);
    bucket.pageSize = 2;
    const gate = hold(bucket.activities, 'abortUploads');
    const handle = await cleaning.start(bucket, { parallelism: 1, limits: { uploadsPerRun: 2 } });
    const status = (): Promise<CleanupStatus> => handle.query(statusQuery);
    await eventually(() => gate.arrived > 0);
    await handle.signal(pauseSignal);

    await eventually(async () => (await status()).paused);
    gate.open();
    await eventually(async () => (await status()).phase === 'verifying');
    expect(bucket.calls.filter(({ activity }) => activity === 'verify')).toEqual([]);

    await handle.signal(resumeSignal);
    expect(await handle.result()).toMatchObject({ uploads: { gone: 6 } });
  });

  it('takes new limits while it runs and hands them to the next run', async () => {
    for (let n = 0; n < 4; n += 1) bucket.add(`key-${n}`);
    bucket.pageSize = 2;
    const gate = hold(bucket.activities, 'abortUploads');
    const handle = await cleaning.start(bucket, { parallelism: 1, limits: { uploadsPerRun: 2 } });
    await eventually(() => gate.arrived > 0);

    expect(await handle.executeUpdate(tuneUpdate, { args: [{ concurrency: 5, requestsPerSecond: 7 }] })).toEqual({
      concurrency: 5,
      requestsPerSecond: 7,
    });
    await expect(handle.executeUpdate(tuneUpdate, { args: [{ concurrency: 0 }] })).rejects.toThrow();

    gate.open();
    await eventually(async () => (await handle.query(statusQuery)).run >= 2);
    expect((await handle.query(statusQuery)).limits).toEqual({ concurrency: 5, requestsPerSecond: 7 });
    await handle.result();
  });

  it('can be cancelled while it waits', async () => {
    bucket.add('a');
    const handle = await cleaning.start(bucket, { settle: '1h' });
    await eventually(async () => (await handle.query(statusQuery)).phase === 'settling');

    await handle.cancel();

    await expect(failureOf(handle)).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });
});

function failing(type: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message: type, nonRetryable: true });
}
