import { randomUUID } from 'node:crypto';
import { BLOCK_SID } from '../../activities/bucket/bucket-policy.ts';
import type { CleanupFailure } from '../../client/index.ts';
import type { BucketOptions } from '../../simulated-s3/index.ts';
import type { PrepareInput } from '../../workflows/prepare/contract.ts';
import { eventually } from '../support/poll.ts';
import { System } from '../support/system.ts';

const QUICK = { settle: 200, quietPeriod: 100, retry: { initial: 100, maximum: 500 } } as const;

const OTHER = { Sid: 'Others', Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [OTHER] });

describe('preparing a bucket of the simulated S3 for its deletion', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  const start = (input: PrepareInput) => system.client.prepare({ ...QUICK, ...input });
  const prepare = async (input: PrepareInput) => (await start(input)).result();

  async function fail(input: PrepareInput): Promise<CleanupFailure> {
    const report = await prepare(input).catch((failure: CleanupFailure) => failure);
    if (report instanceof Error) return report;
    throw new Error(`expected a failure, got ${JSON.stringify(report)}`);
  }

  /** A bucket with one upload. */
  function bucket(options: BucketOptions = {}, suffix = ''): string {
    const name = `old-${randomUUID().slice(0, 8)}${suffix}`;
    system.s3.createBucket(name, options);
    system.s3.seedUpload(name, { key: 'raw/a', parts: [{ size: 1 }], initiator: 'camera' });
    return name;
  }

  const doneTo = (name: string) => system.s3.log.entries.filter((entry) => entry.bucket === name);
  const made = (name: string, operation: string) => doneTo(name).filter((entry) => entry.operation === operation);
  const gone = (name: string) => ({ deleteBucket: { confirm: name } });

  it('aborts its uploads, deletes every version and delete marker, deletes it, and proves that it is gone', async () => {
    const name = bucket({ versioned: true });
    system.s3.seedUploads(name, 1_499, (n) => ({ key: `raw/${n}`, parts: [{ size: 1 }], initiator: 'camera' }));
    system.s3.seedObjects(name, 900, (n) => ({ key: `done/${n}`, versions: 3, deleteMarker: n % 3 === 0 }));

    const report = await prepare({ bucket: name, emptyObjects: true, ...gone(name) });

    expect(report).toMatchObject({
      ready: true,
      deleted: true,
      inspected: { kind: 'general-purpose', versioning: 'enabled', holdsUploads: true, holdsObjects: true },
      uploads: { selected: 1_500, gone: 1_500 },
      objects: { versions: 2_700, deleteMarkers: 300 },
      initiators: [{ id: 'camera', uploads: 1_500 }],
    });
    expect(system.s3.hasBucket(name)).toBe(false);
    expect(made(name, 'HeadBucket').at(-1)).toMatchObject({ status: 404 });
  });

  it('empties and deletes a directory bucket', async () => {
    const name = bucket({}, '--use1-az4--x-s3');
    system.s3.seedObjects(name, 50, (n) => ({ key: `done/${n}` }));

    const report = await prepare({ bucket: name, emptyObjects: true, ...gone(name) });

    expect(report).toMatchObject({ deleted: true, inspected: { kind: 'directory' }, objects: { versions: 50 } });
    expect(system.s3.hasBucket(name)).toBe(false);
  });

  it('leaves objects and bucket alone unless asked', async () => {
    const name = bucket();
    system.s3.seedObjects(name, 1, () => ({ key: 'done' }));

    const report = await prepare({ bucket: name });

    expect(report).toMatchObject({ ready: true, deleted: false, objects: null, uploads: { gone: 1 } });
    expect(system.s3.hasObject(name, 'done')).toBe(true);
  });

  it('counts a bucket that somebody else deletes meanwhile as deleted', async () => {
    const name = bucket();
    system.s3.onRequest(({ operation, bucket }) => {
      if (bucket === name && operation === 'AbortMultipartUpload') system.s3.removeBucket(name);
    });

    const report = await prepare({ bucket: name }).finally(() => system.s3.onRequest(undefined));

    expect(report).toMatchObject({ ready: true, deleted: true });
  });

  it('makes another round when DeleteBucket finds something that no listing showed', async () => {
    const name = bucket();
    const kind = { status: 409, code: 'BucketNotEmpty' };
    system.s3.fail({ bucket: name, operation: 'DeleteBucket', kind, times: 1 });

    const report = await prepare({ bucket: name, ...gone(name) });

    expect(report).toMatchObject({ deleted: true, rounds: 2 });
  });

  describe('on a store that cannot do all that S3 does', () => {
    const everything = (name: string) => ({ bucket: name, emptyObjects: true, ...gone(name) });
    const deniedDeletion = (name: string) => system.s3.deny({ bucket: name, operation: 'DeleteBucket' });

    it('does without versions and without a check of the owner, and notes both', async () => {
      const name = bucket({ checksOwner: false });
      system.s3.seedObjects(name, 5, (n) => ({ key: `done/${n}` }));
      const operation = ['GetBucketVersioning', 'ListObjectVersions'] as const;
      system.s3.fail({ bucket: name, operation, kind: { status: 501, code: 'NotImplemented' } });

      const report = await prepare({ ...everything(name), expectedBucketOwner: '999999999999' });

      expect(report).toMatchObject({ deleted: true, objects: { versions: 5 } });
      expect(report.dialect).toEqual(['no-versions', 'owner-unchecked']);
    });

    it('is told that the bucket may not be deleted once its uploads are gone, and before its objects are', async () => {
      const name = bucket({ checksOwner: false });
      system.s3.seedObjects(name, 5, (n) => ({ key: `done/${n}` }));
      deniedDeletion(name);

      const failure = await fail(everything(name));

      expect(failure).toMatchObject({ type: 'AccessDenied', details: { operation: 'DeleteBucket' } });
      expect(system.s3.uploads(name)).toEqual([]);
      expect(system.s3.hasObject(name, 'done/0')).toBe(true);
    });

    it('deletes the bucket with its objects where the store does so, but only once its uploads are proven gone', async () => {
      const name = bucket({ checksOwner: false, deletedWhole: true });
      system.s3.seedObjects(name, 5, (n) => ({ key: `done/${n}` }));

      const report = await prepare(everything(name));

      const operations = doneTo(name).map(({ operation }) => operation);
      expect(report).toMatchObject({ ready: true, deleted: true, uploads: { selected: 1, gone: 1 } });
      expect(report.dialect).toEqual(['deleted-whole', 'owner-unchecked']);
      expect(operations.indexOf('DeleteBucket')).toBeGreaterThan(operations.lastIndexOf('ListParts'));
      expect(operations.filter((operation) => operation.startsWith('DeleteObject'))).toEqual([]);
    });

    it('asks nothing by a DeleteBucket unless the bucket is to be deleted with its objects', async () => {
      const names = [bucket(), bucket()];
      for (const name of names) system.s3.seedObjects(name, 1, () => ({ key: 'done' }));
      const [emptied = '', kept = ''] = names;

      await prepare({ bucket: emptied, emptyObjects: true });
      await fail({ bucket: kept, ...gone(kept) });

      expect(names.flatMap((name) => made(name, 'DeleteBucket'))).toEqual([]);
    });
  });

  describe('with blockNewUploads', () => {
    const policyOf = async (name: string) => {
      const response = await fetch(`${system.s3.endpoint}/${name}?policy`);
      return response.ok ? ((await response.json()) as { Statement: unknown[] }) : undefined;
    };
    const putPolicy = (name: string) => fetch(`${system.s3.endpoint}/${name}?policy`, { method: 'PUT', body: POLICY });
    const upload = async (name: string) =>
      (await fetch(`${system.s3.endpoint}/${name}/new?uploads`, { method: 'POST' })).status;

    it('denies new uploads before the first abort, and keeps the rest of the policy', async () => {
      const name = bucket();
      await putPolicy(name);

      const report = await prepare({ bucket: name, blockNewUploads: true });

      const operations = doneTo(name).map(({ operation }) => operation);
      expect(report).toMatchObject({ newUploadsBlocked: true });
      expect(operations.lastIndexOf('PutBucketPolicy')).toBeLessThan(operations.indexOf('AbortMultipartUpload'));
      expect(await policyOf(name)).toMatchObject({ Statement: [OTHER, { Sid: BLOCK_SID, Action: 's3:PutObject' }] });
      expect(await upload(name)).toBe(403);
    });

    it.each([
      ['a policy', true],
      ['no policy', false],
    ])('restores %s when the job fails', async (_, hasPolicy) => {
      const name = bucket({ versioned: true });
      if (hasPolicy) await putPolicy(name);
      system.s3.seedObjects(name, 1, () => ({ key: 'held', legalHold: true }));

      const failure = await fail({ bucket: name, blockNewUploads: true, emptyObjects: true });

      expect(failure).toMatchObject({ type: 'ObjectsProtected' });
      expect(await policyOf(name)).toEqual(hasPolicy ? JSON.parse(POLICY) : undefined);
    });

    it('restores the policy when the job is cancelled, and still says what was done', async () => {
      const name = bucket();
      await putPolicy(name);
      const job = await start({ bucket: name, blockNewUploads: true, settle: '1h' });
      await eventually(async () => (await job.snapshot()).status?.requests.abort === 1);

      await job.cancel();
      const failure = await job.result().catch((error) => error);

      expect(failure).toMatchObject({ type: 'Cancelled' });
      expect(await policyOf(name)).toEqual(JSON.parse(POLICY));
      expect((await job.snapshot()).status).toMatchObject({ newUploadsBlocked: false, uploads: { selected: 1 } });
    });

    it('fails where the policy may not be changed, with nothing aborted', async () => {
      const name = bucket();
      system.s3.deny({ bucket: name, operation: 'PutBucketPolicy' });

      const failure = await fail({ bucket: name, blockNewUploads: true });

      expect(failure).toMatchObject({ type: 'AccessDenied', details: { operation: 'PutBucketPolicy' } });
      expect(made(name, 'AbortMultipartUpload')).toEqual([]);
    });
  });

  describe('says what stands in the way:', () => {
    it('objects under a legal hold, by name, once all others are deleted', async () => {
      const name = bucket({ versioned: true });
      system.s3.seedObjects(name, 1_300, (n) => ({ key: `done/${n}`, versions: 2, legalHold: n < 130 }));

      const failure = await fail({ bucket: name, emptyObjects: true, ...gone(name) });

      const report = { ready: false, deleted: false, objects: { versions: 2_340 } };
      expect(failure).toMatchObject({ type: 'ObjectsProtected', details: { report, refused: { ObjectLock: 260 } } });
      expect((failure.details as { objects: unknown[] }).objects).toHaveLength(100);
      expect(system.s3.hasBucket(name)).toBe(true);
    });

    it('objects that the bucket is not to be emptied of, with nothing aborted', async () => {
      const name = bucket();
      system.s3.seedObjects(name, 1, () => ({ key: 'done' }));

      const failure = await fail({ bucket: name, ...gone(name) });

      expect(failure).toMatchObject({ type: 'BucketNotEmpty', details: { report: { ready: false } } });
      expect(made(name, 'AbortMultipartUpload')).toEqual([]);
    });

    it.each([
      ['access points', { status: 400, code: 'BucketHasAccessPointsAttached' }, 'AccessPointsAttached'],
      ['a permission that is missing', { status: 403, code: 'AccessDenied' }, 'AccessDenied'],
    ])('%s', async (_, kind, type) => {
      const name = bucket();
      system.s3.fail({ bucket: name, operation: 'DeleteBucket', kind });

      const failure = await fail({ bucket: name, ...gone(name) });

      expect(failure).toMatchObject({ type });
    });

    it('uploads that no abort ends', async () => {
      const name = bucket();
      system.s3.seedUpload(name, { key: 'stuck', abortsNeeded: 1_000_000, parts: [{ size: 1 }] });

      const failure = await fail({ bucket: name, retry: { initial: 1, giveUpAfter: 1 } });

      expect(failure).toMatchObject({ type: 'UploadsRemain', details: { uploads: [{ key: 'stuck' }] } });
    });
  });

  describe('refuses before anything is touched:', () => {
    it.each<[string, (name: string) => Partial<PrepareInput>, string, string]>([
      ['a mistyped confirmation', (name) => gone(`${name}x`), '', 'InvalidInput'],
      ['a field it does not know', () => ({ select: { all: true } }) as object, '', 'InvalidInput'],
      ['blockNewUploads on a directory bucket', () => ({ blockNewUploads: true }), '--use1-az4--x-s3', 'InvalidInput'],
    ])('%s', async (_, input, suffix, type) => {
      const name = bucket({}, suffix);

      const failure = await fail({ bucket: name, ...input(name) });

      expect(failure).toMatchObject({ type });
      expect(doneTo(name)).toEqual([]);
    });

    it('an access point', async () => {
      expect(await fail({ bucket: 'mine-abc-s3alias' })).toMatchObject({ type: 'InvalidInput' });
    });

    it.each<[string, (name: string) => void, BucketOptions, string, string]>([
      [
        'objects whose versions need MFA',
        () => {},
        { versioned: true, mfaDelete: true },
        'ObjectsProtected',
        'root user',
      ],
      [
        'objects under Object Lock',
        (name) => system.s3.seedObjects(name, 1, () => ({ key: 'held', legalHold: true })),
        { versioned: true, objectLock: true },
        'ObjectsProtected',
        'lift the legal hold',
      ],
      [
        'a bucket that may be emptied, and not deleted',
        (name) => system.s3.deny({ bucket: name, operation: 'DeleteBucket' }),
        {},
        'AccessDenied',
        's3:DeleteBucket',
      ],
      [
        'a bucket with access points',
        (name) => {
          const kind = { status: 400, code: 'BucketHasAccessPointsAttached' };
          system.s3.fail({ bucket: name, operation: 'DeleteBucket', kind });
        },
        {},
        'AccessPointsAttached',
        'access points',
      ],
    ])('%s', async (_, begin, options, type, says) => {
      const name = bucket(options);
      system.s3.seedObjects(name, 2, (n) => ({ key: `done/${n}` }));
      begin(name);

      const failure = await fail({ bucket: name, blockNewUploads: true, emptyObjects: true, ...gone(name) });

      expect(failure).toMatchObject({ type, message: expect.stringContaining(says) });
      const touched = ['PutBucketPolicy', 'AbortMultipartUpload', 'DeleteObjects', 'DeleteObject'];
      expect(doneTo(name).filter(({ operation }) => touched.includes(operation))).toEqual([]);
    });

    it('a bucket whose uploads cannot be blocked, because the store has no policies', async () => {
      const name = bucket();
      system.s3.fail({ bucket: name, operation: 'GetBucketPolicy', kind: { status: 501, code: 'NotImplemented' } });

      const failure = await fail({ bucket: name, blockNewUploads: true });

      expect(failure).toMatchObject({ type: 'Unsupported', message: expect.stringContaining('--block-new-uploads') });
      expect(failure.message).not.toContain('could not be restored');
      expect(made(name, 'AbortMultipartUpload')).toEqual([]);
    });

    it('a bucket that is not ours', async () => {
      const name = bucket({ owner: '999999999999' });

      const failure = await fail({ bucket: name, expectedBucketOwner: '111122223333' });

      expect(failure).toMatchObject({ type: 'WrongBucketOwner' });
      expect(made(name, 'AbortMultipartUpload')).toEqual([]);
    });

    it('a bucket that there is not', async () => {
      expect(await fail({ bucket: 'never-was' })).toMatchObject({ type: 'NoSuchBucket' });
    });

    it('a bucket that another job works on', async () => {
      const name = bucket();
      const other = await system.client.start({ bucket: name, select: { all: true }, settle: '1h' });

      const failure = await fail({ bucket: name, blockNewUploads: true });

      expect(failure).toMatchObject({ type: 'AlreadyRunning', details: { workflowId: `s3-cleanup/${name}` } });
      expect(made(name, 'PutBucketPolicy')).toEqual([]);
      await other.cancel();
    });
  });

  it('hands pause, resume and tune on to the child at work', async () => {
    const name = bucket();
    const job = await start({ bucket: name, settle: '1h' });
    await eventually(async () => (await job.status()).child !== null);

    await job.pause();
    const limits = await job.tune({ concurrency: 7, requestsPerSecond: 50 });

    const child = system.client.handle(`s3-cleanup/${name}`);
    expect(limits).toEqual({ concurrency: 7, requestsPerSecond: 50 });
    await eventually(async () => (await child.status()).paused);
    expect(await child.status()).toMatchObject({ limits });
    await job.resume();
    await eventually(async () => !(await child.status()).paused);
    await job.cancel();
  });

  // The last one: the worker remembers of its connection what the store refuses.
  it('deletes its objects one by one where there is no DeleteObjects, and counts each', async () => {
    const name = bucket();
    system.s3.seedObjects(name, 150, (n) => ({ key: `done/${n}` }));
    system.s3.fail({ bucket: name, operation: 'DeleteObjects', kind: { status: 501, code: 'NotImplemented' } });

    const report = await prepare({ bucket: name, emptyObjects: true, ...gone(name) });

    expect(report).toMatchObject({ deleted: true, uploads: { gone: 1 }, objects: { versions: 150 } });
    expect(report.dialect).toEqual(['no-delete-objects']);
  });
});
