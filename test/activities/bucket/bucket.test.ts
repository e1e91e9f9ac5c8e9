import { randomUUID } from 'node:crypto';
import { setTimeout as never } from 'node:timers/promises';
import { BLOCK_SID, withBlock, withoutBlock } from '../../../activities/bucket/bucket-policy.ts';
import type { DeletedObjects, DeleteObjectsInput } from '../../../activities/bucket/contract.ts';
import { createGateway } from '../../../activities/index.ts';
import type { BucketGateway, ListedObjects } from '../../../activities/s3/bucket-gateway.ts';
import { DeletionDialect } from '../../../activities/s3/dialect/deletion.ts';
import { S3Failure } from '../../../activities/s3/failures.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import type { S3Operation as Operation } from '../../../activities/s3/operations.ts';
import { type BucketOptions, SimulatedS3 } from '../../../simulated-s3/index.ts';
import { BucketAttempt } from '../support/bucket-attempt.ts';
import { FakeGateway, limits, s3Failure } from '../support/fake-gateway.ts';

describe('the activities on a bucket as a whole', () => {
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

  function bucket(options: BucketOptions = {}, suffix = ''): string {
    const name = `old-${randomUUID().slice(0, 8)}${suffix}`;
    s3.createBucket(name, options);
    return name;
  }

  const at = (name: string) => ({ connection: 'default', bucket: name });
  const run: BucketAttempt['run'] = (name, input) => new BucketAttempt(gateway).run(name, input);
  const doneTo = (name: string) => s3.log.entries.filter((entry) => entry.bucket === name);
  const made = (name: string, operation: string) => doneTo(name).filter((entry) => entry.operation === operation);

  describe('inspectBucket', () => {
    it('tells kind, region, owner, versioning and what is in it', async () => {
      const name = bucket({ versioned: true, region: 'us-east-1' });
      s3.seedObjects(name, 1, () => ({ key: 'a', deleteMarker: true }));

      expect(await run('inspectBucket', { target: at(name) })).toMatchObject({
        kind: 'general-purpose',
        region: 'us-east-1',
        owner: expect.stringMatching(/^0+111122223333$/),
        versioning: 'enabled',
        holdsUploads: false,
        holdsObjects: true,
      });
    });

    it('knows a directory bucket by its name', async () => {
      const name = bucket({}, '--use1-az4--x-s3');
      s3.seedUpload(name, { key: 'a' });

      const found = await run('inspectBucket', { target: at(name) });

      expect(found).toMatchObject({ kind: 'directory', versioning: 'never-enabled', holdsUploads: true });
    });

    it.each([
      ['null where it may not know', { status: 403, code: 'AccessDenied' }, null],
      ['never enabled where S3 knows no versions', { status: 501, code: 'NotImplemented' }, 'never-enabled'],
    ])('tells versioning as %s', async (_, kind, versioning) => {
      const name = bucket();
      s3.fail({ bucket: name, operation: ['GetBucketVersioning', 'GetBucketAcl'], kind });

      expect(await run('inspectBucket', { target: at(name) })).toMatchObject({ versioning, owner: null });
    });

    it.each<[string, string, BucketOptions]>([
      ['WrongBucketOwner', '999999999999', {}],
      ['AccessDenied', '111122223333', {}],
    ])('fails with %s', async (type, expectedBucketOwner) => {
      const name = bucket();
      if (type === 'AccessDenied') s3.deny({ bucket: name });

      const inspecting = run('inspectBucket', { target: { ...at(name), expectedBucketOwner } });

      await expect(inspecting).rejects.toMatchObject({ type, nonRetryable: true });
    });

    it('fails with NoSuchBucket, though the answer to a HEAD has no body', async () => {
      await expect(run('inspectBucket', { target: at('never-was') })).rejects.toMatchObject({ type: 'NoSuchBucket' });
    });

    it('finds a bucket in its region, though the answer to a HEAD has no body', async () => {
      const elsewhere = bucket({ region: 'eu-west-3' });

      expect(await run('inspectBucket', { target: at(elsewhere) })).toMatchObject({ region: 'eu-west-3' });
    });
  });

  describe('the policy', () => {
    it('gets one statement, however often it is blocked', async () => {
      const name = bucket();

      await run('blockNewUploads', { target: at(name), region: null });
      await run('blockNewUploads', { target: at(name), region: null });

      expect(made(name, 'PutBucketPolicy')).toHaveLength(1);
    });

    it('is deleted when nothing else was in it, and left alone when it is not ours', async () => {
      const name = bucket();
      await run('blockNewUploads', { target: at(name), region: null });

      await run('allowNewUploads', { target: at(name) });
      await run('allowNewUploads', { target: at(name) });

      expect(made(name, 'DeleteBucketPolicy')).toHaveLength(1);
    });

    it.each(['NoSuchBucketPolicy', 'NoSuchPolicy'])('is taken for none where S3 answers %s', async (code) => {
      const name = bucket();
      s3.fail({ bucket: name, operation: 'GetBucketPolicy', kind: { status: 404, code } });

      await run('blockNewUploads', { target: at(name), region: null });

      expect(made(name, 'PutBucketPolicy')).toHaveLength(1);
    });

    it('is not said to be restored where S3 knows no such bucket: one answer does not prove that', async () => {
      const restoring = run('allowNewUploads', { target: at('never-was') });
      await expect(restoring).rejects.toMatchObject({ type: 'NoSuchBucket' });
    });

    it('of a directory bucket is refused before any request', async () => {
      const name = bucket({}, '--use1-az4--x-s3');

      const blocking = run('blockNewUploads', { target: at(name), region: null });

      await expect(blocking).rejects.toMatchObject({ type: 'Unsupported', nonRetryable: true });
      expect(doneTo(name)).toEqual([]);
    });

    it.each([
      [null, 'arn:aws:s3:::photos/*'],
      ['eu-central-1', 'arn:aws:s3:::photos/*'],
      ['cn-north-1', 'arn:aws-cn:s3:::photos/*'],
      ['us-gov-west-1', 'arn:aws-us-gov:s3:::photos/*'],
    ])('in %s speaks of %s', (region, Resource) => {
      const { Statement } = JSON.parse(withBlock(undefined, 'photos', region) ?? '');

      expect(Statement).toEqual([{ Sid: BLOCK_SID, Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource }]);
    });

    it('keeps a statement that is no list, and what else it says', () => {
      const policy = { Version: '2008-10-17', Id: 'mine', Statement: { Sid: 'Mine', Effect: 'Allow' } };

      const blocked = withBlock(JSON.stringify(policy), 'photos', null) ?? '';

      expect(JSON.parse(blocked)).toMatchObject({ Id: 'mine', Statement: [policy.Statement, { Sid: BLOCK_SID }] });
      expect(JSON.parse(withoutBlock(blocked) ?? '')).toEqual({ ...policy, Statement: [policy.Statement] });
    });
  });

  describe('deleteObjects', () => {
    async function deleteAll(name: string, input: Partial<DeleteObjectsInput> = {}): Promise<DeletedObjects[]> {
      const pages = [await run('deleteObjects', { target: at(name), versions: true, limits, ...input })];
      for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
        pages.push(await run('deleteObjects', { target: at(name), versions: true, limits, ...input, marker: next }));
      }
      return pages;
    }

    const sum = (pages: DeletedObjects[], what: 'versions' | 'deleteMarkers') =>
      pages.reduce((total, page) => total + page[what], 0);

    it('deletes all versions and delete markers, 1,000 a page', async () => {
      const name = bucket({ versioned: true });
      s3.seedObjects(name, 700, (n) => ({ key: `k/${n}`, versions: 3, deleteMarker: true }));

      const pages = await deleteAll(name);

      expect(pages).toHaveLength(3);
      expect([sum(pages, 'versions'), sum(pages, 'deleteMarkers')]).toEqual([2_100, 700]);
      expect(await run('inspectBucket', { target: at(name) })).toMatchObject({ holdsObjects: false });
    });

    it.each([
      ['a bucket without versions', ''],
      ['a directory bucket', '--use1-az4--x-s3'],
    ])('deletes the objects of %s', async (_, suffix) => {
      const name = bucket({}, suffix);
      s3.seedObjects(name, 1_200, (n) => ({ key: `k/${n}` }));

      const pages = await deleteAll(name, { versions: false });

      expect(sum(pages, 'versions')).toBe(1_200);
      expect(made(name, 'ListObjectVersions')).toEqual([]);
      expect(await run('inspectBucket', { target: at(name) })).toMatchObject({ holdsObjects: false });
    });

    it('deletes keys of any characters, also those that XML cannot hold', async () => {
      const name = bucket({ versioned: true });
      const keys = ['a b+c%20d', '<&>"\'', 'größe/✓/😀', 'tab\tnewline\nreturn\r', 'bell\u0007', '\u0001', 'x//y', ' '];
      s3.seedObjects(name, keys.length, (n) => ({ key: keys[n] ?? '', versions: 2 }));

      const [page] = await deleteAll(name);

      expect(page).toMatchObject({ versions: 16, refused: {} });
      expect(await run('inspectBucket', { target: at(name) })).toMatchObject({ holdsObjects: false });
    });

    it('goes on behind what is under a legal hold, and names it', async () => {
      const name = bucket({ versioned: true });
      s3.seedObjects(name, 1_500, (n) => ({ key: `k/${n}`, legalHold: n % 10 === 0 }));

      const pages = await deleteAll(name);

      expect(sum(pages, 'versions')).toBe(1_350);
      expect(pages.reduce((total, { refused }) => total + (refused.ObjectLock ?? 0), 0)).toBe(150);
      expect(pages[1]?.named[0]).toMatchObject({ key: expect.any(String), reason: 'ObjectLock' });
    });

    it('counts what an attempt deleted that died before it could say so', async () => {
      const name = bucket({ versioned: true });
      s3.seedObjects(name, 800, (n) => ({ key: `k/${n}`, deleteMarker: n < 100 }));
      const input = { target: at(name), versions: true, limits: { concurrency: 1 } };
      const first = new BucketAttempt(gateway);
      s3.onRequest(async () => {
        if (made(name, 'DeleteObjects').length < 2) return;
        first.cancel();
        await never(100);
      });
      await first.run('deleteObjects', input).catch(() => {});
      s3.onRequest(undefined);

      const second = new BucketAttempt(gateway, { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) });
      const page = await second.run('deleteObjects', input);

      expect(page).toMatchObject({ versions: 800, deleteMarkers: 100 });
      expect(made(name, 'DeleteObjects').length).toBeGreaterThan(2);
    });

    describe('through a port', () => {
      const objects = ['a', 'b', 'c'].map((key) => ({ key, isDeleteMarker: false }));
      const port = (parts: Partial<BucketGateway>): S3Gateway =>
        Object.assign(new FakeGateway(), {
          buckets: { deletion: new DeletionDialect(), ...parts } as BucketGateway,
        });
      const listing = (page: ListedObjects) => async () => page;
      const input = { target: at('photos'), versions: true, limits };

      it.each([
        ['deletes', 2, { versions: 3, refused: {} }],
        ['gives up', Number.POSITIVE_INFINITY, { versions: 2, refused: { InternalError: 1 } }],
      ])('%s a single object that fails for a while, without asking for the others again', async (_, fails, result) => {
        const asked: string[][] = [];
        const attempt = new BucketAttempt(
          port({
            listObjects: listing({ objects }),
            deleteObjects: async (_target, batch) => {
              asked.push(batch.map(({ key }) => key));
              const failure = s3Failure('InternalError', 'DeleteObjects');
              return asked.length > fails
                ? []
                : batch.filter(({ key }) => key === 'b').map((object) => ({ object, failure }));
            },
          }),
        );

        expect(await attempt.run('deleteObjects', input)).toMatchObject(result);
        expect(asked.slice(0, 2)).toEqual([['a', 'b', 'c'], ['b']]);
      });

      it.each(['InvalidArgument', 'NoSuchKey', 'NoSuchVersion'])(
        'begins again where a store answers %s to the marker of an object that is deleted',
        async (code) => {
          const attempt = new BucketAttempt(
            port({
              listObjects: async ({ marker }) => {
                if (marker) throw s3Failure(code, 'ListObjectVersions');
                return { objects };
              },
              deleteObjects: async () => [],
            }),
          );

          const page = await attempt.run('deleteObjects', { ...input, marker: { key: 'gone' } });

          expect(page).toMatchObject({ versions: 3, fromTheBeginning: true });
        },
      );

      it('cannot be done with a gateway that knows uploads only', async () => {
        const attempt = new BucketAttempt(new FakeGateway());

        await expect(attempt.run('deleteObjects', input)).rejects.toMatchObject({ type: 'Unsupported' });
      });
    });
  });

  describe('deleting the bucket', () => {
    it('fails with BucketNotEmpty while a directory bucket has an upload in progress', async () => {
      const name = bucket({}, '--use1-az4--x-s3');
      s3.seedUpload(name, { key: 'a' });

      await expect(run('deleteBucket', { target: at(name) })).rejects.toMatchObject({
        type: 'BucketNotEmpty',
        nonRetryable: true,
      });
    });

    it('is not said to be done where S3 knows no such bucket: one answer does not prove that', async () => {
      await expect(run('deleteBucket', { target: at('never-was') })).rejects.toMatchObject({ type: 'NoSuchBucket' });
    });

    it('keeps the expected owner from the endpoint of directory buckets, which refuses the header', async () => {
      const name = bucket({}, '--use1-az4--x-s3');

      await run('deleteBucket', { target: { ...at(name), expectedBucketOwner: '111122223333' } });

      expect(made(name, 'DeleteBucket')[0]).toMatchObject({ status: 204 });
    });

    it('is proved only when S3 knows the bucket no longer; until then it is asked again', async () => {
      const name = bucket();

      const proving = run('proveBucketGone', { target: at(name) });

      await expect(proving).rejects.toMatchObject({ type: 'S3Unavailable', nonRetryable: false });
      s3.removeBucket(name);
      await expect(run('proveBucketGone', { target: at(name) })).resolves.toMatchObject({});
    });
  });

  describe('bucketExists', () => {
    const asked = (name: string) => doneTo(name).map(({ operation }) => operation);
    const exists = (name: string, by = gateway) => new BucketAttempt(by).run('bucketExists', { target: at(name) });
    const missing = (operation: Operation, name: string) =>
      s3.fail({ operation, bucket: name, kind: { status: 404, code: 'NoSuchBucket' } });

    it('is what one request says', async () => {
      const name = bucket();

      expect(await exists(name)).toEqual({ exists: true, requests: { bucket: 1 } });
    });

    it('is denied only by two different requests', async () => {
      expect(await exists('nowhere')).toEqual({ exists: false, requests: { bucket: 1, list: 1 } });
      expect(asked('nowhere')).toEqual(['HeadBucket', 'ListMultipartUploads']);
    });

    it('is not denied by an empty 404 of a HEAD alone', async () => {
      const name = bucket();
      missing('HeadBucket', name);

      expect(await exists(name)).toEqual({ exists: true, requests: { bucket: 1, list: 1 } });
    });

    it.each(['HeadBucket', 'ListMultipartUploads'] as const)(
      'is not denied where %s is not allowed',
      async (operation) => {
        const name = bucket();
        missing(operation === 'HeadBucket' ? 'ListMultipartUploads' : 'HeadBucket', name);
        s3.deny({ operation, bucket: name });

        expect((await exists(name)).exists).toBe(true);
      },
    );

    it('is told by two listings where the connection knows uploads only', async () => {
      const uploadsOnly = (failures: number) => {
        let left = failures;
        return new FakeGateway({
          listUploads: async () => {
            left -= 1;
            if (left >= 0) throw s3Failure('NoSuchBucket', 'ListMultipartUploads');
            return { uploads: [] };
          },
        });
      };

      expect(await exists('old', uploadsOnly(1))).toEqual({ exists: true, requests: { list: 2 } });
      expect(await exists('old', uploadsOnly(2))).toEqual({ exists: false, requests: { list: 2 } });
    });

    it('takes a 404 without a body for one that says so', async () => {
      const gone = new S3Failure({
        code: 'HTTP 404',
        status: 404,
        operation: 'ListMultipartUploads',
        target: at('old'),
      });

      const found = await exists('old', new FakeGateway({ listUploads: () => Promise.reject(gone) }));

      expect(found.exists).toBe(false);
    });

    it('is unknown while S3 does not answer', async () => {
      const name = bucket();
      s3.fail({ bucket: name, kind: 'InternalError' });

      await expect(exists(name)).rejects.toMatchObject({ type: 'S3Unavailable', nonRetryable: false });
    });
  });
});
