import fc from 'fast-check';
import type { Target } from '../../../activities/contract.ts';
import { S3Failure } from '../../../activities/s3/failures.ts';
import type { ListedUpload, S3Gateway } from '../../../activities/s3/gateway.ts';
import type { S3ConnectionConfig } from '../../../activities/s3/sdk/client.ts';
import { SimulatedS3 } from '../../../simulated-s3/index.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { eventually } from '../../support/poll.ts';

export const DIRECTORY = 'fast--use1-az4--x-s3';

const patient = new AbortController().signal;

/** What every implementation of the port has to be like, tried against the simulated S3. */
export function gatewayConformance(name: string, makeGateway: (config: S3ConnectionConfig) => S3Gateway): void {
  describe(name, () => {
    let s3: SimulatedS3;
    let gateway: S3Gateway;
    let bucket: string;
    let buckets = 0;

    beforeAll(async () => {
      s3 = await SimulatedS3.start();
      gateway = makeGateway(s3.clientConfig());
    });

    afterAll(async () => {
      gateway.close();
      await s3.stop();
    });

    beforeEach(() => {
      buckets += 1;
      bucket = `bucket-${buckets}`;
      s3.createBucket(bucket);
    });

    const at = (name: string): Target => ({ connection: 'default', bucket: name });
    const entries = (name = bucket) => s3.log.entries.filter((entry) => entry.bucket === name);
    const list = (name = bucket, maxUploads = 1_000) => gateway.listUploads({ target: at(name), maxUploads }, patient);
    const listAll = async (name = bucket, maxUploads = 1_000) => {
      const found: ListedUpload[] = [];
      let page = await list(name, maxUploads);
      found.push(...page.uploads);
      while (page.next) {
        page = await gateway.listUploads({ target: at(name), maxUploads, marker: page.next }, patient);
        found.push(...page.uploads);
      }
      return found;
    };
    const failureOf = async (request: Promise<unknown>): Promise<S3Failure> => {
      const error = await request.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error instanceof S3Failure) return error;
      throw new Error(`no S3Failure but ${error}`);
    };

    it('tells of an object its size, of how many parts it was made, and when it was written', async () => {
      const modified = '2026-01-02T03:04:05Z';
      s3.seedObjects(bucket, 1, () => ({ key: 'a b+c', size: 10, parts: 2, modified }));
      s3.seedObjects(bucket, 1, () => ({ key: 'put', size: 7, modified }));
      const head = (key: string) => gateway.headObject?.(at(bucket), key, patient);

      expect(await head('a b+c')).toEqual({ bytes: 10, parts: 2, modified });
      expect(await head('put')).toEqual({ bytes: 7, modified });
      expect(await head('missing')).toBeUndefined();
    });

    it('says why it cannot tell of an object', async () => {
      s3.seedObjects(bucket, 2, (n) => ({ key: `denied-${n}` }));
      const remove = s3.deny({ operation: 'HeadObject', bucket });
      const denied = await failureOf(gateway.headObject?.(at(bucket), 'denied-0', patient) as Promise<unknown>);
      remove();

      expect(denied).toMatchObject({ kind: 'denied', code: 'AccessDenied', operation: 'HeadObject' });
      expect(denied.message).toContain('s3:GetObject');
    });

    it('writes an object, in place of one of the same key', async () => {
      const put = (body: string) => gateway.putObject?.(at(bucket), { key: 'a b/ü.ndjson', body }, patient);
      await put('{}\n');
      await put('{"key":"ü"}\n');

      expect(await gateway.headObject?.(at(bucket), 'a b/ü.ndjson', patient)).toMatchObject({ bytes: 13 });
      expect(entries().filter(({ operation }) => operation === 'PutObject')).toHaveLength(2);
    });

    it('says why it cannot write an object', async () => {
      const remove = s3.deny({ operation: 'PutObject', bucket });
      const written = gateway.putObject?.(at(bucket), { key: 'a', body: '' }, patient) as Promise<unknown>;
      const denied = await failureOf(written);
      remove();

      expect(denied).toMatchObject({ kind: 'denied', code: 'AccessDenied', operation: 'PutObject' });
      expect(denied.message).toContain('s3:PutObject');
    });

    it('knows that its requests do not go to AWS, and sends none to find out', async () => {
      expect(await gateway.isAws?.(at(bucket))).toBe(false);
      expect(gateway.isAws?.(at(bucket))).toBe(false);
      expect(entries()).toEqual([]);
    });

    it('keeps requests to several buckets apart that are under way at the same time', async () => {
      const names = [1, 2, 3, 4].flatMap((n) => [`${bucket}-${n}`, `${bucket}-${n}--use1-az4--x-s3`]);
      for (const name of names) {
        s3.createBucket(name);
        for (let n = 0; n < 5; n += 1) s3.seedUpload(name, { key: `${name}/${n}`, parts: [{ size: 1 }] });
      }
      const clean = async (name: string) => {
        const { uploads } = await list(name);
        expect(uploads.map(({ key }) => key).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `${name}/${n}`));
        await Promise.all(uploads.map((upload) => gateway.abortUpload(at(name), upload, patient)));
        const left = await Promise.all(
          uploads.map((upload) => failureOf(gateway.listParts(at(name), upload, undefined, patient))),
        );
        expect(left.map(({ kind }) => kind)).toEqual(left.map(() => 'gone'));
      };

      await Promise.all(names.map(clean));

      expect(names.flatMap((name) => s3.uploads(name))).toEqual([]);
      expect(
        s3.log.entries.filter(({ bucket, key }) => names.includes(bucket) && key && !key.startsWith(`${bucket}/`)),
      ).toEqual([]);
    });

    describe('listing', () => {
      it('is empty, and has no next page, for a bucket without uploads', async () => {
        expect(await list()).toEqual({ uploads: [] });
      });

      it('tells what S3 knows of an upload, its time without empty milliseconds', async () => {
        const initiated = '2026-01-02T03:04:05.000Z';
        const { uploadId } = s3.seedUpload(bucket, { key: 'video.mp4', initiated, initiator: '444455556666' });

        const [listed] = (await list()).uploads;

        expect(listed).toMatchObject({ key: 'video.mp4', uploadId, initiated: '2026-01-02T03:04:05Z' });
        expect(listed?.initiator).toContain('444455556666');
      });

      it('keeps milliseconds where there are some', async () => {
        s3.seedUpload(bucket, { key: 'video.mp4', initiated: '2026-01-02T03:04:05.678Z' });

        expect((await list()).uploads[0]?.initiated).toBe('2026-01-02T03:04:05.678Z');
      });

      it('finds all uploads of one key over many pages, by both markers', async () => {
        s3.seedUploads(bucket, 7, () => ({ key: 'same' }));
        s3.seedUploads(bucket, 2, () => ({ key: 'then' }));

        const found = await listAll(bucket, 2);

        expect(new Set(found.map(({ uploadId }) => uploadId)).size).toBe(9);
        expect(found).toHaveLength(9);
      });

      it('takes a page that is full and last for the last, although S3 fills in its next markers', async () => {
        s3.seedUploads(bucket, 4, (index) => ({ key: `key-${index}` }));

        expect((await list(bucket, 4)).next).toBeUndefined();
      });

      it('goes on strictly after a marker that is a key alone', async () => {
        s3.seedUploads(bucket, 3, () => ({ key: 'a' }));
        s3.seedUpload(bucket, { key: 'b' });

        const page = await gateway.listUploads({ target: at(bucket), maxUploads: 10, marker: { key: 'a' } }, patient);

        expect(page.uploads.map(({ key }) => key)).toEqual(['b']);
      });

      it('fails with InvalidArgument when the upload of the marker is gone', async () => {
        s3.seedUploads(bucket, 3, (index) => ({ key: `key-${index}` }));
        const { uploads, next } = await list(bucket, 1);
        await gateway.abortUpload(at(bucket), uploads[0] as ListedUpload, patient);

        const failure = await failureOf(
          gateway.listUploads({ target: at(bucket), maxUploads: 1, ...(next && { marker: next }) }, patient),
        );

        expect(failure).toMatchObject({ code: 'InvalidArgument', kind: 'refused' });
      });

      it('finds all uploads of a directory bucket, and sends it no upload-id-marker', async () => {
        s3.createBucket(DIRECTORY);
        s3.seedUploads(DIRECTORY, 5, (index) => ({ key: `dir/key-${index}` }));

        const found = await listAll(DIRECTORY, 2);

        expect(new Set(found.map(({ key }) => key)).size).toBe(5);
        const listings = entries(DIRECTORY).filter(({ operation }) => operation === 'ListMultipartUploads');
        expect(listings.length).toBeGreaterThan(1);
        expect(listings.filter(({ query }) => query.has('upload-id-marker'))).toEqual([]);
      });

      it('asks for encoded keys, for XML cannot hold every key', async () => {
        await list();

        expect(entries().map(({ query }) => query.get('encoding-type'))).toEqual(['url']);
      });

      it('is restricted to a prefix', async () => {
        s3.seedUpload(bucket, { key: 'logs/1' });
        s3.seedUpload(bucket, { key: 'videos/1' });

        const page = await gateway.listUploads({ target: at(bucket), prefix: 'logs/', maxUploads: 10 }, patient);

        expect(page.uploads.map(({ key }) => key)).toEqual(['logs/1']);
      });
    });

    it.each(['My_Bucket', 'UPPER', 'tec_firmwares', 'ab'])('works on a bucket of the name %s', async (name) => {
      s3.createBucket(name);
      const seeded = s3.seedUpload(name, { key: 'a b', parts: [{ size: 1 }] });

      const { uploads } = await list(name);
      const { parts } = await gateway.listParts(at(name), seeded, undefined, patient);
      await gateway.abortUpload(at(name), seeded, patient);

      expect([uploads[0]?.key, parts.length, s3.uploads(name)]).toEqual(['a b', 1, []]);
    });

    describe('parts', () => {
      it('are told with size and time, page by page', async () => {
        const parts = Array.from({ length: 1_001 }, () => ({ size: 7, modified: '2026-02-03T04:05:06.000Z' }));
        const seeded = s3.seedUpload(bucket, { key: 'video.mp4', parts });

        const first = await gateway.listParts(at(bucket), seeded, undefined, patient);
        const second = await gateway.listParts(at(bucket), seeded, first.next, patient);

        expect(first.parts).toHaveLength(1_000);
        expect(second).toEqual({ parts: [{ size: 7, modified: '2026-02-03T04:05:06Z' }] });
      });

      it('of an upload without any are none', async () => {
        const seeded = s3.seedUpload(bucket, { key: 'video.mp4' });

        expect(await gateway.listParts(at(bucket), seeded, undefined, patient)).toEqual({ parts: [] });
      });

      it('of an unknown upload fail as gone', async () => {
        const request = gateway.listParts(at(bucket), { key: 'a', uploadId: 'unknown' }, undefined, patient);

        expect((await failureOf(request)).kind).toBe('gone');
      });
    });

    describe('aborting', () => {
      it('ends an upload; again, it is gone', async () => {
        const seeded = s3.seedUpload(bucket, { key: 'video.mp4', parts: [{ size: 5 }] });

        await gateway.abortUpload(at(bucket), seeded, patient);

        expect(s3.upload(bucket, seeded.uploadId)).toBeUndefined();
        expect((await failureOf(gateway.abortUpload(at(bucket), seeded, patient))).kind).toBe('gone');
      });

      it('is conditional on the time of initiation in a directory bucket, and there only', async () => {
        const zonal = 'zonal--use1-az5--x-s3';
        s3.createBucket(zonal);
        const here = s3.seedUpload(bucket, { key: 'a' });
        const there = s3.seedUpload(zonal, { key: 'a', initiated: '2026-01-02T03:04:05Z' });
        const another = { ...there, initiated: '2026-01-02T03:04:06Z' };

        await gateway.abortUpload(at(bucket), here, patient);
        const refused = await failureOf(gateway.abortUpload(at(zonal), another, patient));
        await gateway.abortUpload(at(zonal), there, patient);

        expect(refused).toMatchObject({ code: 'PreconditionFailed', kind: 'refused' });
        expect(s3.uploads(zonal)).toEqual([]);
        expect(entries().map(({ ifMatchInitiatedTime }) => ifMatchInitiatedTime)).toEqual([undefined]);
      });
    });

    describe('every request', () => {
      it('says who must own the bucket, and who pays', async () => {
        const seeded = s3.seedUpload(bucket, { key: 'a' });
        const target: Target = { ...at(bucket), expectedBucketOwner: '111122223333', requestPayer: 'requester' };

        await gateway.listUploads({ target, maxUploads: 1 }, patient);
        await gateway.listParts(target, seeded, undefined, patient);
        await gateway.abortUpload(target, seeded, patient);

        expect(entries().map(({ expectedBucketOwner }) => expectedBucketOwner)).toEqual(Array(3).fill('111122223333'));
        expect(entries().map(({ requestPayer }) => requestPayer)).toEqual(Array(3).fill('requester'));
      });

      it('does not speak of payment to a directory bucket', async () => {
        const zonal = 'unpaid--use1-az5--x-s3';
        s3.createBucket(zonal);

        await gateway.listUploads({ target: { ...at(zonal), requestPayer: 'requester' }, maxUploads: 1 }, patient);

        expect(entries(zonal).filter(({ requestPayer }) => requestPayer !== undefined)).toEqual([]);
      });

      it.each([
        ['AccessDenied', 403, 'denied'],
        ['SlowDown', 503, 'throttled'],
        ['InternalError', 500, 'transient'],
        ['RequestTimeTooSkewed', 403, 'transient'],
      ])('that S3 answers with %s fails as such, after one try', async (code, status, kind) => {
        const heal = s3.fail({ bucket, kind: { status, code } });

        const failure = await failureOf(list());
        heal();

        expect(failure).toMatchObject({ code, status, kind });
        expect(entries()).toHaveLength(1);
      });

      it('that S3 answers with NotImplemented fails as such, after it was asked for everything at once', async () => {
        const heal = s3.fail({ bucket, kind: { status: 501, code: 'NotImplemented' } });

        const failure = await failureOf(list());
        heal();

        expect(failure).toMatchObject({ code: 'NotImplemented', status: 501, kind: 'fatal' });
        expect(entries()).toHaveLength(2);
      });

      it.each(['BadGateway', 'reset', 'truncate', 'error-in-200'] as const)(
        'that ends in %s fails as transient',
        async (kind) => {
          const seeded = s3.seedUpload(bucket, { key: 'a', parts: [{ size: 1 }] });
          const heal = s3.fail({ bucket, kind });

          const listing = await failureOf(list());
          const parts = await failureOf(gateway.listParts(at(bucket), seeded, undefined, patient));
          heal();

          expect([listing.kind, parts.kind]).toEqual(['transient', 'transient']);
        },
      );

      it('to no bucket fails as fatal', async () => {
        expect(await failureOf(list('nowhere'))).toMatchObject({ kind: 'fatal', type: 'NoSuchBucket' });
      });

      it('to a bucket elsewhere goes there, from the second on at once', async () => {
        s3.createBucket('abroad', { region: 'eu-south-2' });

        let asked = 0;
        s3.onRequest(() => {
          asked += 1;
        });

        for (let n = 0; n < 2; n += 1) expect(await list('abroad')).toEqual({ uploads: [] });

        expect(asked).toBe(3);
        s3.onRequest(undefined);
      });

      it('ends at once when aborted, with the reason of the signal', async () => {
        const heal = s3.fail({ bucket, kind: 'hang' });
        const controller = new AbortController();
        const reason = new Error('enough');
        const arrived = new Promise<void>((resolve) => s3.onRequest(() => resolve()));

        const request = gateway.listUploads({ target: at(bucket), maxUploads: 1 }, controller.signal);
        await arrived;
        controller.abort(reason);

        await expect(request).rejects.toBe(reason);
        heal();
        s3.onRequest(undefined);
      });

      it('after an outage goes well again', async () => {
        await s3.outage(true);
        const failure = await failureOf(list());
        await s3.outage(false);

        expect(failure.kind).toBe('transient');
        // A socket from before the outage may not know of its end yet.
        expect(await eventually(() => list().catch(() => undefined))).toEqual({ uploads: [] });
      });
    });

    describe('a session of a directory bucket', () => {
      it('that S3 failed to create once is created by the next request', async () => {
        const zonal = 'session--use1-az5--x-s3';
        s3.createBucket(zonal);
        s3.fail({ operation: 'CreateSession', bucket: zonal, kind: 'InternalError', times: 1 });

        const failure = await failureOf(list(zonal));

        expect(failure.kind).toBe('transient');
        expect(await list(zonal)).toEqual({ uploads: [] });
      });

      it('that S3 takes for expired is replaced by the next request', async () => {
        const zonal = 'expired--use1-az5--x-s3';
        s3.createBucket(zonal);
        await list(zonal);
        s3.fail({ operation: 'ListMultipartUploads', bucket: zonal, kind: 'ExpiredToken', times: 1 });

        const failure = await failureOf(list(zonal));
        await list(zonal);

        expect(failure).toMatchObject({ kind: 'transient', needsFreshCredentials: true });
        expect(entries(zonal).filter(({ operation }) => operation === 'CreateSession')).toHaveLength(2);
      });
    });

    describe('any key', () => {
      const roundTrip = async (keys: string[]) => {
        const seeded = keys.map((key) => s3.seedUpload(bucket, { key, parts: [{ size: 1 }] }));
        const found = await listAll(bucket, 3);
        await Promise.all(
          found.map(async (upload) => {
            const { parts } = await gateway.listParts(at(bucket), upload, undefined, patient);
            expect(parts).toHaveLength(1);
            await gateway.abortUpload(at(bucket), upload, patient);
          }),
        );
        expect(found.map(({ key }) => key).sort()).toEqual(seeded.map(({ key }) => key).sort());
        expect(s3.uploads(bucket)).toEqual([]);
      };

      it.each([
        ['a space', 'a b'],
        ['a plus sign', 'a+b'],
        ['percent signs', '100% %20 %2B %'],
        ['a newline and a tab', 'a\nb\tc\r'],
        ['control characters that XML cannot hold', 'a\u0000b\u0001c\u001fd\u007f'],
        ['a leading slash', '/a'],
        ['double slashes', 'a//b'],
        ['nothing but slashes', '///'],
        ['dot segments', 'a/../b'],
        ['leading dot segments', '../../a'],
        ['a single dot', './x/.'],
        ['a trailing slash', 'a/b/'],
        ['characters of HTML and of URLs', `<&>"'?#[]@!$&()*,;=:~`],
        ['characters beyond the basic plane', '\u{1f600}/\u{10ffff}\uffff\ue000'],
        ['spaces at both ends', '  a  '],
        ['1,024 bytes', 'k'.repeat(1_024)],
      ])('with %s comes through listing, ListParts and abort', async (_, key) => {
        await roundTrip([key]);
      });

      it('of any Unicode comes through listing, ListParts and abort', async () => {
        const key = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 60 });
        await fc.assert(fc.asyncProperty(fc.uniqueArray(key, { minLength: 1, maxLength: 8 }), roundTrip), {
          numRuns: 25,
        });
      });
    });
  });
}
