import { main } from '../../cli/main.ts';
import type { UploadsRemainDetails } from '../../workflows/cleanup/contract.ts';
import { recordedIo } from '../cli/support/recorded-io.ts';
import { Deployment } from '../support/deployment.ts';

const PARTS = [{ size: 5_242_880 }];

describe('a job ends and tells the truth about a bucket', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.begin({ s3: { sessionLifetimeMs: 61_000 } });
  });
  afterAll(() => deployment.end());
  afterEach(() => deployment.s3.onRequest(undefined));

  function bucket(name: string, count: number, options: Parameters<Deployment['s3']['createBucket']>[1] = {}): string {
    deployment.s3.createBucket(name, options);
    deployment.s3.seedUploads(name, count, (n) => ({ key: `good/${n}`, parts: PARTS }));
    return name;
  }

  it('that holds nothing', async () => {
    const report = await deployment.clean({ bucket: bucket('empty', 0) });

    expect(report).toMatchObject({ outcome: 'clean', passes: 1, uploads: { listed: 0, gone: 0 } });
    expect(report.requests).toEqual({ list: 1, abort: 0, listParts: 0, throttled: 0 });
  });

  it('whose uploads never go away: exit code 3, with reasons and 100 names', async () => {
    const { s3, temporal, taskQueue } = deployment;
    const name = bucket('stuck', 50);
    s3.seedUploads(name, 150, (n) => ({ key: `stuck/${n}`, parts: PARTS, abortsNeeded: Number.POSITIVE_INFINITY }));
    const io = recordedIo();
    const waits = ['--settle', '100ms', '--quiet-period', '100ms', '--give-up-after', '2s'];
    const where = ['--address', temporal.address, '--namespace', temporal.namespace, '--task-queue', taskQueue];

    const code = await main(['start', name, '--all', '--follow', '--json', ...waits, ...where], io);

    expect(code).toBe(3);
    const { error } = JSON.parse(io.written.stdout);
    expect(error.type).toBe('UploadsRemain');
    const { remaining, uploads, report } = error.details as UploadsRemainDetails;
    expect(remaining).toEqual({ PartsRemain: 150 });
    expect(uploads).toHaveLength(100);
    expect(uploads.filter(({ key }) => !key.startsWith('stuck/'))).toEqual([]);
    expect(report.uploads).toMatchObject({ selected: 200, gone: 50 });
  });

  it.each([
    ['AbortMultipartUpload', 'AbortMultipartUpload: AccessDenied'],
    ['ListParts', 'ListParts: AccessDenied'],
  ] as const)('where %s is denied for some keys, beside others that are cleaned', async (operation, reason) => {
    const { s3 } = deployment;
    const name = bucket(`denied-${operation.toLowerCase()}`, 50);
    s3.seedUploads(name, 5, (n) => ({ key: `denied/${n}`, parts: PARTS }));
    s3.deny({ operation, bucket: name, key: 'denied/' });

    const failure = await deployment.fail({ bucket: name, retry: { initial: 100, maximum: 500, giveUpAfter: '2s' } });

    expect(failure.type).toBe('UploadsRemain');
    const { remaining, report } = failure.details as UploadsRemainDetails;
    expect(remaining).toEqual({ [reason]: 5 });
    expect(report.uploads).toMatchObject({ selected: 55, gone: 50 });
    expect(s3.uploads(name).filter(({ key }) => key.startsWith('good/'))).toEqual([]);
  });

  it('where one key has 9,000 uploads that nobody may abort, beside 1,000 others that are cleaned, in several passes', async () => {
    const { s3 } = deployment;
    const name = bucket('denied-key', 1_000);
    s3.seedUploads(name, 9_000, () => ({ key: 'denied', parts: PARTS }));
    s3.deny({ operation: 'AbortMultipartUpload', bucket: name, key: 'denied' });

    const failure = await deployment.fail({ bucket: name, retry: { initial: 100, maximum: 500, giveUpAfter: '9s' } });

    expect(failure.type).toBe('UploadsRemain');
    const { remaining, report } = failure.details as UploadsRemainDetails;
    expect(remaining).toEqual({ 'AbortMultipartUpload: AccessDenied': 9_000 });
    expect(report.uploads).toMatchObject({ listed: 10_000, selected: 10_000, gone: 1_000, unproven: 0 });
    expect(s3.uploads(name)).toHaveLength(9_000);
  });

  it('that is written to all the while, once the uploads before the cut-off are gone', async () => {
    const { s3 } = deployment;
    const name = bucket('busy', 0);
    s3.seedUploads(name, 50, (n) => ({ key: `old/${n}`, initiated: '2026-01-01T00:00:00Z', parts: PARTS }));
    s3.onRequest(() => void s3.seedUpload(name, { key: 'new', parts: PARTS }));

    const report = await deployment.clean({ bucket: name, select: { olderThan: '1h' } });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 50, gone: 50 } });
    expect(report.uploads.keptYoung).toBeGreaterThan(50);
    expect(s3.log.of('AbortMultipartUpload').filter(({ key }) => key === 'new')).toEqual([]);
  });

  it('that is written to all the while, by failing with who writes when all are to go', async () => {
    const { s3 } = deployment;
    const name = bucket('endless', 10);
    s3.onRequest(({ operation }) => {
      if (operation === 'ListMultipartUploads')
        s3.seedUpload(name, { key: 'new', initiator: 'AIDAWRITER', parts: PARTS });
    });

    const failure = await deployment.fail({ bucket: name, retry: { initial: 100, maximum: 500, giveUpAfter: '3s' } });

    expect(failure.type).toBe('UploadsRemain');
    const { remaining, report } = failure.details as UploadsRemainDetails;
    expect(Object.keys(remaining)).toEqual(['NewUploads']);
    expect(report.initiators.map(({ id }) => id)).toContain('AIDAWRITER');
    expect(report.uploads.gone).toBe(report.uploads.selected);
  });

  it.each(['AbortMultipartUpload', 'ListParts', 'ListMultipartUploads'] as const)(
    'that is deleted in the middle, at a request of %s',
    async (operation) => {
      const { s3 } = deployment;
      const name = bucket(`deleted-${operation.toLowerCase()}`, 200);
      let aborts = 0;
      s3.onRequest((request) => {
        if (request.operation === 'AbortMultipartUpload') aborts += 1;
        if (aborts > 100 && request.operation === operation) s3.removeBucket(name);
      });

      const report = await deployment.clean({ bucket: name });

      expect(report).toMatchObject({ outcome: 'bucket-gone', uploads: { selected: 200 } });
    },
  );

  it('where one key has 3,000 uploads', async () => {
    const { s3 } = deployment;
    const name = bucket('same', 0);
    s3.seedUploads(name, 3_000, () => ({ key: 'same', parts: PARTS }));

    const report = await deployment.clean({ bucket: name });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 3_000, gone: 3_000 } });
    expect(s3.uploads(name)).toEqual([]);
  });

  it('where an upload has 10,000 parts: all of them are measured, and the last one tells that it is active', async () => {
    const { s3 } = deployment;
    const name = bucket('parts', 0);
    const old = '2026-01-01T00:00:00Z';
    const parts = Array.from({ length: 10_000 }, () => ({ size: 5, modified: old }));
    s3.seedUpload(name, { key: 'idle', initiated: old, parts });
    const last = { size: 5, modified: new Date().toISOString() };
    const active = s3.seedUpload(name, { key: 'active', initiated: old, parts: [...parts.slice(1), last] });

    const report = await deployment.clean({ bucket: name, measure: true, idleFor: '1h' });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 1, gone: 1, keptActive: 1 } });
    expect(report.measured).toMatchObject({ parts: 10_000, bytes: 50_000 });
    expect(s3.uploads(name).map(({ uploadId }) => uploadId)).toEqual([active.uploadId]);
  });

  it('that keeps versions: its objects and their versions stay', async () => {
    const { s3 } = deployment;
    const name = bucket('versioned', 20, { versioned: true });
    s3.seedObjects(name, 3, (n) => ({ key: `good/${n}`, versions: 2 }));

    const report = await deployment.clean({ bucket: name });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { gone: 20 } });
    expect(s3.hasObject(name, 'good/0')).toBe(true);
  });

  it('that belongs to another account: nothing of it is touched', async () => {
    const { s3 } = deployment;
    const name = bucket('theirs', 5, { owner: '999988887777' });

    const failure = await deployment.fail({ bucket: name, expectedBucketOwner: '111122223333' });

    expect(failure.type).toBe('WrongBucketOwner');
    expect(s3.uploads(name)).toHaveLength(5);
    expect(s3.log.of('AbortMultipartUpload').filter((entry) => entry.bucket === name)).toEqual([]);
  });

  it('whose name cannot be one, however long it is', async () => {
    const { taskQueue, temporal } = deployment;
    const input = { bucket: 'x'.repeat(1_500_000), select: { all: true } };
    const options = { workflowId: 'test/long-input', taskQueue, args: [input] };

    await temporal.env.client.workflow.start('cleanupMultipartUploads', options);

    const failure = await deployment.client
      .handle(options.workflowId)
      .result()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: 'InvalidInput', details: { field: 'bucket' } });
  });

  it('with directory buckets, whose sessions end several times during the job', async () => {
    const { s3 } = deployment;
    const name = bucket('photos--use1-az4--x-s3', 600);

    const report = await deployment.clean({ bucket: name, limits: { requestsPerSecond: 200 } });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 600, gone: 600 } });
    const sessions = s3.log.of('CreateSession').length;
    expect(sessions).toBeGreaterThanOrEqual(4);
    // One for everybody and about a second, not one for each request: a job of 600 uploads makes 1,200.
    expect(sessions).toBeLessThan(300);
  });
});
