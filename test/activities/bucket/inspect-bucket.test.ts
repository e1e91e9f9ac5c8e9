import { randomUUID } from 'node:crypto';
import { createGateway } from '../../../activities/index.ts';
import type { BucketGateway } from '../../../activities/s3/bucket-gateway.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { type BucketOptions, SimulatedS3 } from '../../../simulated-s3/index.ts';
import { BucketAttempt } from '../support/bucket-attempt.ts';

const OWNER = '111122223333';
const NOT_IMPLEMENTED = { status: 501, code: 'NotImplemented' };

describe('inspectBucket, of a store that cannot do all that S3 does', () => {
  let s3: SimulatedS3;
  let gateway: S3Gateway;
  beforeAll(async () => {
    s3 = await SimulatedS3.start();
    gateway = createGateway(s3.clientConfig());
  });
  afterAll(async () => {
    gateway.close();
    await s3.stop();
  });

  function bucket(options: BucketOptions = {}, objects = 0): string {
    const name = `old-${randomUUID().slice(0, 8)}`;
    s3.createBucket(name, options);
    s3.seedObjects(name, objects, (n) => ({ key: `k/${n}` }));
    return name;
  }

  const at = (name: string) => ({ connection: 'default', bucket: name });
  const run: BucketAttempt['run'] = (name, input) => new BucketAttempt(gateway).run(name, input);
  const made = (name: string, operation: string) =>
    s3.log.entries.filter((entry) => entry.bucket === name && entry.operation === operation);

  it('tells S3, which can, nothing to note, and asks nothing more of it', async () => {
    const name = bucket({ versioned: true }, 1);

    const found = await run('inspectBucket', { target: at(name) });

    expect(found).not.toHaveProperty('dialect');
    expect(found).not.toHaveProperty('deletion');
    expect(found).toMatchObject({ mfaDelete: false, requests: { bucket: 3, list: 2 } });
  });

  describe('the owner', () => {
    const inspect = (name: string) => run('inspectBucket', { target: { ...at(name), expectedBucketOwner: OWNER } });

    it('is the expected one where another would be denied', async () => {
      expect(await inspect(bucket({ owner: OWNER }))).toMatchObject({ owner: OWNER });
    });

    it('is that of the ACL where the store does not look at the expected one, and that is said', async () => {
      const name = bucket({ owner: '444455556666', checksOwner: false });

      const found = await inspect(name);

      expect(found).toMatchObject({ owner: expect.stringMatching(/^0+444455556666$/) });
      expect(found.dialect).toEqual(['owner-unchecked']);
    });

    it('is not known where the ACL names nobody, as that of MinIO', async () => {
      jest.spyOn(gateway.buckets as BucketGateway, 'owner').mockResolvedValueOnce('');

      const found = await run('inspectBucket', { target: at(bucket()) });

      expect(found.owner).toBeNull();
    });

    it('cannot be expected of a store that refuses the header: that is said before anything is touched', async () => {
      const name = bucket();
      s3.fail({ bucket: name, withHeader: 'x-amz-expected-bucket-owner', kind: NOT_IMPLEMENTED });

      await expect(inspect(name)).rejects.toMatchObject({
        type: 'Unsupported',
        message: expect.stringContaining('leave out --expected-bucket-owner'),
      });
    });
  });

  describe('versions', () => {
    it.each([
      ['does not know GetBucketVersioning', ['GetBucketVersioning'] as const],
      ['may not be asked, and does not know ListObjectVersions', ['ListObjectVersions'] as const],
    ])('are none where it %s', async (_, operation) => {
      const name = bucket({}, 3);
      s3.deny({ bucket: name, operation: 'GetBucketVersioning' });
      s3.fail({ bucket: name, operation, kind: NOT_IMPLEMENTED });

      const found = await run('inspectBucket', { target: at(name) });

      expect(found).toMatchObject({ versioning: 'never-enabled', holdsObjects: true });
      expect(found.dialect).toEqual(['no-versions']);
    });

    it('are none where no listing of versions shows an object that is there', async () => {
      const name = bucket({ listsVersions: false }, 3);
      s3.deny({ bucket: name, operation: 'GetBucketVersioning' });

      expect(await run('inspectBucket', { target: at(name) })).toMatchObject({
        versioning: 'never-enabled',
        holdsObjects: true,
      });
    });

    it('may be there where S3 does not tell and shows some, or has nothing to show', async () => {
      const names = [bucket({ versioned: true }, 3), bucket()];
      for (const name of names) s3.deny({ bucket: name, operation: 'GetBucketVersioning' });

      const found = await Promise.all(names.map((name) => run('inspectBucket', { target: at(name) })));

      expect(found).toMatchObject([
        { versioning: null, holdsObjects: true },
        { versioning: null, holdsObjects: false },
      ]);
    });

    it('that need MFA to be deleted are told', async () => {
      const name = bucket({ versioned: true, mfaDelete: true }, 1);

      expect(await run('inspectBucket', { target: at(name) })).toMatchObject({ mfaDelete: true });
    });
  });

  describe('policies', () => {
    it('that it has not cannot block uploads: the failure says what to leave out', async () => {
      const name = bucket();
      s3.fail({ bucket: name, operation: 'GetBucketPolicy', kind: NOT_IMPLEMENTED });

      await expect(run('blockNewUploads', { target: at(name), region: null })).rejects.toMatchObject({
        type: 'Unsupported',
        message: expect.stringContaining('leave out --block-new-uploads'),
      });
    });

    it('that it has not need no restoring', async () => {
      const name = bucket();
      s3.fail({ bucket: name, operation: 'GetBucketPolicy', kind: NOT_IMPLEMENTED });

      await expect(run('allowNewUploads', { target: at(name) })).resolves.toMatchObject({ requests: { bucket: 1 } });
    });
  });

  describe('whether Object Lock protects its first objects', () => {
    const LOCKED = { versioned: true, objectLock: true };
    const inspect = (name: string) =>
      run('inspectBucket', { target: at(name), askAboutLocks: true, askToDelete: true });
    const held = (name: string) => s3.seedObjects(name, 1, () => ({ key: 'held', legalHold: true }));

    it('is told by name, before S3 is asked to delete the bucket', async () => {
      const name = bucket(LOCKED, 2);
      held(name);

      expect(await inspect(name)).toMatchObject({ locked: [{ key: 'held', versionId: expect.any(String) }] });
      expect(made(name, 'DeleteBucket')).toEqual([]);
    });

    it.each([
      ['a legal hold', { legalHold: true }, [{ key: 'a' }]],
      ['a retention that lasts', { retainUntil: '2100-01-01' }, [{ key: 'a', until: '2100-01-01T00:00:00.000Z' }]],
      ['a retention that is over', { retainUntil: '2020-01-01' }, undefined],
    ])('is read from %s', async (_, lock, locked) => {
      const name = bucket(LOCKED);
      s3.seedObjects(name, 1, () => ({ key: 'a', ...lock }));

      const found = await inspect(name);

      expect(found.locked?.map(({ versionId: _, ...object }) => object)).toEqual(locked);
    });

    it.each<[string, BucketOptions]>([
      ['keeps no versions', { objectLock: true }],
      ['was not made for it', { versioned: true }],
    ])('is not asked of each in a bucket that %s', async (_, options) => {
      const name = bucket(options);
      held(name);

      expect(await inspect(name)).not.toHaveProperty('locked');
      expect(made(name, 'HeadObject')).toEqual([]);
    });

    it.each([
      ['GetObjectLockConfiguration', { status: 403, code: 'AccessDenied' }],
      ['GetObjectLockConfiguration', NOT_IMPLEMENTED],
      ['GetObjectLockConfiguration', { status: 500, code: 'InternalError' }],
      ['HeadObject', { status: 403, code: 'AccessDenied' }],
    ] as const)('stays unknown where %s is answered by %j', async (operation, kind) => {
      const name = bucket(LOCKED);
      held(name);
      s3.fail({ bucket: name, operation, kind });

      expect(await inspect(name)).not.toHaveProperty('locked');
    });
  });

  describe('whether it may be deleted', () => {
    const inspect = (name: string, askToDelete = true) => run('inspectBucket', { target: at(name), askToDelete });

    it('is asked by a DeleteBucket while an object is in it', async () => {
      const name = bucket({}, 1);
      s3.seedUpload(name, { key: 'a' });

      expect(await inspect(name)).toMatchObject({ deletion: 'allowed' });
      expect(s3.hasBucket(name)).toBe(true);
      expect(s3.uploads(name)).toHaveLength(1);
    });

    it.each([
      ['AccessDenied', { status: 403, code: 'AccessDenied' }],
      ['AccessPointsAttached', { status: 409, code: 'BucketHasAccessPointsAttached' }],
      ['Unsupported', { status: 501, code: 'NotImplemented' }],
    ])('is told by %s', async (type, kind) => {
      const name = bucket({}, 1);
      s3.fail({ bucket: name, operation: 'DeleteBucket', kind });

      await expect(inspect(name)).rejects.toMatchObject({ type, nonRetryable: true });
    });

    it.each([
      ['a word of its own', { status: 409, code: 'Conflict' }],
      ['no sense', { status: 500, code: 'InternalError' }],
    ])('stays unknown where the store answers with %s', async (_, kind) => {
      const name = bucket({}, 1);
      s3.fail({ bucket: name, operation: 'DeleteBucket', kind });

      expect(await inspect(name)).not.toHaveProperty('deletion');
    });

    it.each<[string, BucketOptions, number, boolean]>([
      ['is not to be deleted', {}, 1, false],
      ['has no object in it, and would be deleted at once', {}, 0, true],
      ['needs MFA to be emptied', { versioned: true, mfaDelete: true }, 1, true],
      ['may be deleted with its uploads, by a store that does not check owners', { checksOwner: false }, 1, true],
    ])('is not asked where it %s', async (_, options, objects, askToDelete) => {
      const name = bucket(options, objects);
      s3.seedUpload(name, { key: 'a' });

      expect(await inspect(name, askToDelete)).not.toHaveProperty('deletion');
      expect(made(name, 'DeleteBucket')).toEqual([]);
    });

    it('is asked of a store that does not check owners once no upload is left', async () => {
      const name = bucket({ checksOwner: false }, 1);

      expect(await inspect(name)).toMatchObject({ deletion: 'allowed' });
    });

    it('is told where the store deletes it, objects and all', async () => {
      const name = bucket({ deletedWhole: true }, 1);

      expect(await inspect(name)).toMatchObject({ deletion: 'deleted' });
      expect(s3.hasBucket(name)).toBe(false);
    });
  });
});
