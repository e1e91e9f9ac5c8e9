import type { CleanupFailure } from '../../client/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { System } from '../support/system.ts';

const LONG_AGO = '2026-01-01T00:00:00Z';
const PARTS = [{ size: 5 }, { size: 3 }];

/** Each test has a bucket of its own. */
describe('a store whose abort of a completed upload destroys the object', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  const clean = (input: Partial<CleanupInput> & { bucket: string }) =>
    system.clean({ keepCompleted: 'auto', ...input });

  /** Two uploads that were completed and left behind, and three that were not. */
  function bucketWithRemnants(bucket: string): void {
    const { s3 } = system;
    s3.createBucket(bucket, { completedUploads: 'remnant' });
    const seed = (key: string, completed = false) =>
      s3.seedUpload(bucket, { key, initiated: LONG_AGO, parts: PARTS, completed });
    seed('completed/a', true);
    seed('completed/b', true);
    seed('incomplete');
    seed('overwritten');
    s3.seedObjects(bucket, 1, () => ({ key: 'overwritten', size: 9, parts: 2 }));
    seed('older');
    s3.seedObjects(bucket, 1, () => ({ key: 'older', size: 8, parts: 2, modified: '2025-12-31T23:59:59Z' }));
  }
  const leftIn = (bucket: string) =>
    system.s3
      .uploads(bucket)
      .map(({ key }) => key)
      .sort();
  const canRead = (bucket: string) => ['completed/a', 'completed/b'].map((key) => system.s3.canRead(bucket, key));

  it('keeps both, and is clean: they are named, and the others are aborted', async () => {
    bucketWithRemnants('kept');

    const report = await clean({ bucket: 'kept', cleanPasses: 2 });

    expect(canRead('kept')).toEqual([true, true]);
    expect(leftIn('kept')).toEqual(['completed/a', 'completed/b']);
    expect(report).toMatchObject({
      outcome: 'clean',
      uploads: { listed: 5, selected: 3, gone: 3, keptCompleted: 2, alreadyGone: 0, unproven: 0 },
      kept: [
        { key: 'completed/a', reason: 'LooksCompleted' },
        { key: 'completed/b', reason: 'LooksCompleted' },
      ],
    });
  });

  it('destroys the objects of a job that is told not to look', async () => {
    bucketWithRemnants('lost');

    const report = await clean({ bucket: 'lost', keepCompleted: 'never' });

    expect(canRead('lost')).toEqual([false, false]);
    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 5, gone: 5, keptCompleted: 0 } });
    expect(report.requests).not.toHaveProperty('headObject');
  });

  it('is predicted by a dry run, measured or not, as the run then is', async () => {
    bucketWithRemnants('predicted');

    const counted = await clean({ bucket: 'predicted', dryRun: true, measure: false });
    const measured = await clean({ bucket: 'predicted', dryRun: true, measure: true });
    const done = await clean({ bucket: 'predicted', measure: true });

    for (const predicted of [counted, measured]) {
      const { listed, selected, keptCompleted } = done.uploads;
      expect(predicted.uploads).toMatchObject({ listed, selected, keptCompleted });
      expect(predicted.kept).toEqual(done.kept);
    }
    expect(measured.measured).toEqual(done.measured);
    expect(done.measured).toMatchObject({ parts: 6, bytes: 24 });
  });

  it('keeps what it kept, over runs, passes and ranges of keys', async () => {
    const { s3 } = system;
    s3.createBucket('large', { completedUploads: 'remnant' });
    s3.seedUploads('large', 1_200, (n) => ({
      key: `${n % 2 === 0 ? 'a' : 'b'}/${n}`,
      initiated: LONG_AGO,
      parts: PARTS,
      completed: n % 100 === 0 || n % 100 === 51,
    }));

    const report = await clean({
      bucket: 'large',
      cleanPasses: 2,
      parallelism: 2,
      limits: { uploadsPerRun: 300 },
    });

    expect(report).toMatchObject({
      outcome: 'clean',
      uploads: { listed: 1_200, selected: 1_176, gone: 1_176, keptCompleted: 24, reaborted: 0, unproven: 0 },
    });
    expect(report.kept).toHaveLength(20);
    expect(s3.uploads('large').filter(({ key }) => !s3.canRead('large', key))).toEqual([]);
    expect(s3.uploads('large')).toHaveLength(24);
  });

  it('leaves what it may not ask about, and says which permission is missing', async () => {
    bucketWithRemnants('denied');
    const remove = system.s3.deny({ operation: 'HeadObject', bucket: 'denied' });

    const refused = clean({ bucket: 'denied' });

    await expect(refused).rejects.toMatchObject({ type: 'AccessDenied' } satisfies Partial<CleanupFailure>);
    await expect(refused).rejects.toThrow(/s3:GetObject.*keepCompleted "never"/);
    expect(canRead('denied')).toEqual([true, true]);
    expect(leftIn('denied')).toHaveLength(5);
    remove();
  });

  it('leaves the one that it may not ask about, and cleans the others', async () => {
    bucketWithRemnants('partly');
    const remove = system.s3.deny({ operation: 'HeadObject', bucket: 'partly', key: 'incomplete' });

    const refused = clean({ bucket: 'partly', retry: { initial: 100, maximum: 100, giveUpAfter: '2s' } });

    await expect(refused).rejects.toMatchObject({
      type: 'UploadsRemain',
      details: {
        remaining: { 'HeadObject: AccessDenied': 1 },
        report: { uploads: { selected: 3, gone: 2, keptCompleted: 2 } },
      },
    });
    expect(leftIn('partly')).toEqual(['completed/a', 'completed/b', 'incomplete']);
    remove();
  });

  it('says of a dry run that may not ask which permission is missing', async () => {
    bucketWithRemnants('unasked');
    const remove = system.s3.deny({ operation: 'HeadObject', bucket: 'unasked' });

    const refused = clean({ bucket: 'unasked', dryRun: true });

    await expect(refused).rejects.toThrow(/AccessDenied on HeadObject.*s3:GetObject/);
    remove();
  });

  describe('prepared for its deletion', () => {
    const waits = { settle: 500, quietPeriod: 100, retry: { initial: 100, maximum: 500 } } as const;

    it('is not ready while uploads are kept, says how to go on, and destroys no object', async () => {
      bucketWithRemnants('prepared');

      const handle = await system.client.prepare({ bucket: 'prepared', ...waits });

      await expect(handle.result()).rejects.toMatchObject({
        type: 'BucketNotEmpty',
        message: expect.stringContaining('--empty-objects'),
        details: { report: { ready: false, kept: [{ key: 'completed/a' }, { key: 'completed/b' }] } },
      });
      expect(canRead('prepared')).toEqual([true, true]);
    });

    it('is deleted with its objects: first they go, and then what was kept for them', async () => {
      bucketWithRemnants('deleted');
      const destroyed: string[] = [];
      system.s3.onRequest(({ operation, key }) => {
        const isAbort = operation === 'AbortMultipartUpload' && key.startsWith('completed/');
        if (isAbort && system.s3.hasObject('deleted', key)) destroyed.push(key);
      });

      const handle = await system.client.prepare({
        bucket: 'deleted',
        emptyObjects: true,
        deleteBucket: { confirm: 'deleted' },
        ...waits,
      });
      const report = await handle.result();
      system.s3.onRequest(undefined);

      expect(report).toMatchObject({
        deleted: true,
        rounds: 2,
        uploads: { listed: 5, selected: 5, gone: 5, keptCompleted: 0 },
      });
      expect(report).not.toHaveProperty('kept');
      expect(destroyed).toEqual([]);
      expect(system.s3.hasBucket('deleted')).toBe(false);
    });

    it('keeps an upload whose object nobody may delete', async () => {
      const { s3 } = system;
      s3.createBucket('locked', { completedUploads: 'remnant' });
      s3.seedUpload('locked', { key: 'held', initiated: LONG_AGO, parts: PARTS });
      s3.seedObjects('locked', 1, () => ({ key: 'held', size: 8, parts: 2, legalHold: true }));

      const handle = await system.client.prepare({ bucket: 'locked', emptyObjects: true, ...waits });

      await expect(handle.result()).rejects.toMatchObject({ type: 'ObjectsProtected' });
      expect(s3.uploads('locked')).toHaveLength(1);
      expect(s3.canRead('locked', 'held')).toBe(true);
    });
  });
});
