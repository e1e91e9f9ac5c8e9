import { randomUUID } from 'node:crypto';
import { preparationId } from '../../../domain/job-id.ts';
import type { cleanupBuckets, prepareBucketDeletion } from '../../../workflows/index.ts';
import { Cleaning, FAST } from '../support/cleaning.ts';
import { FakeAccount } from '../support/fake-account.ts';
import { FakeBucket } from '../support/fake-bucket.ts';
import { WholeBucket } from '../support/whole-bucket.ts';

const record = 's3://audit/cleanup';

describe('the record of a job', () => {
  let cleaning: Cleaning;
  let bucket: FakeBucket;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());
  beforeEach(() => {
    bucket = new FakeBucket();
  });

  const idsOf = (uploads: Array<{ uploadId: string }>) => uploads.map(({ uploadId }) => uploadId).sort();
  const objects = () => [...bucket.records.keys()].filter((at) => at.endsWith('.ndjson')).sort();

  it.each([
    ['in one run', {}],
    ['in one run after another', { parallelism: 1, limits: { uploadsPerRun: 8 } }],
    ['in ranges', { parallelism: 3, limits: { uploadsPerRun: 10 } }],
  ])('has each upload once, whatever answers are lost with a worker: %s', async (_, input) => {
    for (let n = 0; n < 40; n += 1) bucket.add(`key-${100 + n}`, { abortsNeeded: n % 10 === 0 ? 3 : 1 });
    const all = idsOf(bucket.uploads);
    bucket.pageSize = 4;
    bucket.answersLost = 7;

    const report = await cleaning.clean(bucket, { record, ...input });

    expect(idsOf(bucket.recorded)).toEqual(all);
    expect(report).toMatchObject({ outcome: 'clean', uploads: { gone: 40 }, record: { lines: 40 } });
    expect(report.record?.objects).toBe(objects().length);
    expect(objects().every((at) => at.startsWith(String(report.record?.at)))).toBe(true);
  });

  it('begins before the first abort, with what the job was asked for', async () => {
    bucket.add('a');

    const job = await cleaning.start(bucket, { record });
    const report = await job.result();

    const { at } = report.record ?? { at: '' };
    const { runId } = await job.describe();
    expect(at).toMatch(new RegExp(`^s3://audit/cleanup/photos/\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ-${runId}/$`));
    expect(bucket.calls[0]).toMatchObject({ activity: 'open', url: `${at}job.json` });
    expect(bucket.records.get(`${at}job.json`)).toMatchObject([
      {
        workflowId: job.workflowId,
        workflowType: 'cleanupMultipartUploads',
        runId,
        startedAt: report.startedAt,
        input: { bucket: 'photos', select: { all: true }, record },
      },
    ]);
    expect(objects()).toEqual([`${at}000001.ndjson`]);
    expect(report.requests).toMatchObject({ putObject: 1 });
  });

  it('of two jobs with the same ID are two', async () => {
    bucket.add('a');
    const workflowId = `test/${randomUUID()}`;
    const first = await (await cleaning.start(bucket, { record }, workflowId)).result();
    bucket.add('b');
    const second = await (await cleaning.start(bucket, { record }, workflowId)).result();

    expect(first.record?.at).not.toBe(second.record?.at);
    expect(bucket.recorded).toHaveLength(2);
  });

  it('has a line more where an upload comes back, and that line says so', async () => {
    bucket.add('late', { comesBack: true });
    bucket.add('other');

    const report = await cleaning.clean(bucket, { record });

    expect(report).toMatchObject({ uploads: { gone: 2, reaborted: 1 }, record: { lines: 3 } });
    expect(bucket.recorded.map(({ key, isBack = false }) => [key, isBack])).toEqual([
      ['late', false],
      ['other', false],
      ['late', true],
    ]);
  });

  it('says when each was initiated, what it held where that is measured, and which were gone already', async () => {
    bucket.add('a');
    const completed = bucket.add('b');
    const { inspectUploads } = bucket.activities;
    bucket.activities.inspectUploads = async (input) => {
      const found = await inspectUploads(input);
      bucket.uploads = bucket.uploads.filter((upload) => upload !== completed);
      return found;
    };

    const report = await cleaning.clean(bucket, { record, measure: true });

    expect(report.uploads).toMatchObject({ gone: 2, alreadyGone: 1 });
    const lines = bucket.recorded.map(({ key, initiated, bytes, isAlreadyGone = false }) => [
      key,
      initiated,
      bytes,
      isAlreadyGone,
    ]);
    expect(lines).toEqual([
      ['a', '2026-01-01T00:00:00Z', 10, false],
      ['b', '2026-01-01T00:00:00Z', 10, true],
    ]);
  });

  it('is of no upload that remains', async () => {
    bucket.add('a');
    bucket.add('b', { deny: 'abort' });

    const failure = await cleaning.fail(bucket, { record, retry: { initial: 1, maximum: 1, giveUpAfter: 1 } });

    expect(failure.type).toBe('UploadsRemain');
    expect(failure.details?.[0]).toMatchObject({ report: { uploads: { gone: 1 }, record: { lines: 1 } } });
    expect(bucket.recorded.map(({ key }) => key)).toEqual(['a']);
  });

  it('is refused for a dry run, which does nothing', async () => {
    expect(await cleaning.fail(bucket, { record, dryRun: true })).toMatchObject({
      type: 'InvalidInput',
      details: [{ field: 'record' }],
    });
  });

  it('is not begun, and told of nothing, where nobody asked for it', async () => {
    bucket.add('a');

    const job = await cleaning.start(bucket, { measure: true });
    const report = await job.result();

    const { runId } = await job.describe();
    const history = await cleaning.history(job.workflowId, runId);
    expect(report).not.toHaveProperty('record');
    expect(bucket.records.size).toBe(0);
    for (const word of ['openRecord', 'tellsGone', '"each"', 'record']) expect(history).not.toContain(word);
  });

  it('costs one activity for the job, and none for a page', async () => {
    const scheduled = async (input: object) => {
      const one = new FakeBucket();
      for (let n = 0; n < 20; n += 1) one.add(`key-${100 + n}`);
      one.pageSize = 5;
      const job = await cleaning.start(one, { parallelism: 1, ...input });
      await job.result();
      const { events = [] } = await job.fetchHistory();
      return events?.filter(({ activityTaskScheduledEventAttributes: attributes }) => attributes).length;
    };

    expect(await scheduled({ record })).toBe(Number(await scheduled({})) + 1);
  });

  it('of a preparation is one for all its rounds', async () => {
    const whole = new WholeBucket();
    const name = `bucket-${randomUUID()}`;
    whole.uploads.add('a');
    let looks = 0;
    whole.beforeLook = () => {
      looks += 1;
      if (looks === 2) whole.uploads.add('b');
    };

    const job = await cleaning.client.workflow.start<typeof prepareBucketDeletion>('prepareBucketDeletion', {
      args: [{ bucket: name, ...FAST, settle: 0, record }],
      taskQueue: cleaning.serve(name, whole.activities),
      workflowId: preparationId(name),
    });
    const report = await job.result();

    const { at } = report.record ?? { at: '' };
    expect(report).toMatchObject({ rounds: 2, uploads: { gone: 2 }, record: { objects: 2, lines: 2 } });
    expect([...whole.uploads.records.keys()].sort()).toEqual([
      `${at}job.json`,
      `${at}round-1-000001.ndjson`,
      `${at}round-2-000001.ndjson`,
    ]);
    expect(whole.uploads.recorded.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('of a fleet is one for each bucket, below the same place', async () => {
    const account = new FakeAccount();
    const site = randomUUID().slice(0, 8);
    const names = [`${site}-a`, `${site}-b`];
    for (const name of names) account.add(name, 2);

    const fleet = await cleaning.client.workflow.start<typeof cleanupBuckets>('cleanupBuckets', {
      args: [{ buckets: names, select: { all: true }, ...FAST, record }],
      taskQueue: cleaning.serve(site, account.activities),
      workflowId: `fleet/${site}`,
    });
    const report = await fleet.result();

    expect(report).toMatchObject({ outcome: 'clean', record });
    for (const name of names) {
      const written = [...(account.buckets.get(name)?.records.keys() ?? [])];
      expect(written).toHaveLength(2);
      expect(written.every((at) => at.startsWith(`${record}/${name}/`))).toBe(true);
    }
  });
});
