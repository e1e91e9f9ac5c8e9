import type { ListUploadsInput, Marker, Upload, UploadPage } from '../../../activities/contract.ts';
import type { ListedPage, ListRequest } from '../../../activities/s3/gateway.ts';
import { Attempt } from '../support/activity-environment.ts';
import { cutOff, FakeGateway, s3Failure, target, upload, uploads } from '../support/fake-gateway.ts';

const young = '2026-03-01T00:00:00Z';

/** A bucket whose listing has all of these on one page, or on pages of `maxUploads`. */
function bucketOf(all: Upload[], next?: Marker): FakeGateway {
  return new FakeGateway({
    listUploads: async ({ maxUploads }) => {
      const uploads = all.slice(0, maxUploads);
      const last = uploads.at(-1);
      const more: Marker | undefined = last && all.length > maxUploads ? last : next;
      return { uploads, ...(more && { next: { key: more.key, uploadId: more.uploadId ?? '' } }) };
    },
  });
}

function failing(code: string): FakeGateway {
  return new FakeGateway({ listUploads: () => Promise.reject(s3Failure(code, 'ListMultipartUploads')) });
}

function list(gateway: FakeGateway, input: Partial<ListUploadsInput> = {}) {
  return new Attempt(gateway).list({ target, ...input });
}

describe('the selection', () => {
  it('returns uploads initiated before the cut-off, and counts those at it or after it', async () => {
    const old = upload('old');
    const bucket = bucketOf([upload('at', cutOff), upload('new', young), old]);

    const page = await list(bucket, { initiatedBefore: cutOff });

    expect(page.uploads).toEqual([old]);
    expect(page.keptYoung).toBe(2);
  });

  it('compares instants, however they are written', async () => {
    const bucket = bucketOf([upload('a', '2025-12-31T23:59:59.999Z'), upload('b', '2026-01-01T00:00:00.000Z')]);

    const page = await list(bucket, { initiatedBefore: cutOff });

    expect(page.uploads.map(({ key }) => key)).toEqual(['a']);
  });

  it('keeps an upload whose time nobody can read', async () => {
    const page = await list(bucketOf([upload('a', 'yesterday')]), { initiatedBefore: cutOff });

    expect(page).toMatchObject({ uploads: [], keptYoung: 1 });
  });

  it('keeps an upload of unknown age, and takes it where there is no cut-off', async () => {
    const bucket = bucketOf([upload('a', '')]);

    expect(await list(bucket, { initiatedBefore: cutOff })).toMatchObject({ uploads: [], keptYoung: 1 });
    expect(await list(bucket)).toMatchObject({ uploads: [upload('a', '')], keptYoung: 0 });
  });

  it('is everything without a cut-off', async () => {
    expect((await list(bucketOf([upload('a', young)]))).uploads).toHaveLength(1);
  });

  it('counts who initiated the selected uploads', async () => {
    const uploads = [
      { ...upload('a'), initiator: 'alice' },
      { ...upload('b'), initiator: 'bob' },
      { ...upload('c'), initiator: 'alice' },
      { ...upload('d', young), initiator: 'carol' },
    ];

    const page = await list(bucketOf(uploads), { initiatedBefore: cutOff });

    expect(page.initiators).toEqual([
      { id: 'alice', uploads: 2, at: [0, 2] },
      { id: 'bob', uploads: 1, at: [1] },
    ]);
    expect(page.uploads[0]).toEqual(upload('a'));
  });
});

describe('the beginning of a range', () => {
  it('hides the keys up to it, although S3 lists them: a store may ignore markers', async () => {
    const bucket = bucketOf([upload('a', young), upload('b'), upload('c', young), upload('d')]);

    const page = await list(bucket, { marker: { key: 'b' }, after: 'b', initiatedBefore: cutOff });

    expect(page).toMatchObject({ uploads: [upload('d')], keptYoung: 1 });
  });

  it('is no reason to end the listing', async () => {
    const next = { key: 'c', uploadId: 'id of c' };

    expect(await list(bucketOf([upload('a'), upload('c')], next), { after: 'z' })).toMatchObject({
      uploads: [],
      next: { key: 'a' },
    });
  });
});

describe('the end of a range', () => {
  const next = { key: 'd', uploadId: 'id of d' };

  it('ends the listing and hides the keys after it', async () => {
    const bucket = bucketOf([upload('a'), upload('b'), upload('c', young), upload('d')], next);

    const page = await list(bucket, { through: 'b', initiatedBefore: cutOff });

    expect(page.uploads.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(page).toMatchObject({ keptYoung: 0 });
    expect(page.next).toBeUndefined();
  });

  it('lets the listing go on while its last key may go on in the next page', async () => {
    const page = await list(bucketOf([upload('a'), upload('d')], next), { through: 'd' });

    expect(page.next).toEqual({ key: 'a' });
  });

  it('is compared by UTF-8 bytes: U+FFFF comes before an emoji, though not in UTF-16', async () => {
    const bucket = bucketOf([upload('\uffff'), upload('\u{1f600}')]);

    const page = await list(bucket, { through: '\uffff' });

    expect(page.uploads.map(({ key }) => key)).toEqual(['\uffff']);
  });
});

describe('the end of a page', () => {
  const next = (key: string, uploadId = `id of ${key}`) => ({ key, uploadId });

  it('is the end of the last key but one: the last key may go on in the next page', async () => {
    const all = [upload('a'), upload('b', young), upload('b', undefined, '2'), upload('c', young), upload('c')];

    const page = await list(bucketOf(all, next('c')), { initiatedBefore: cutOff });

    expect(page.next).toEqual({ key: 'b' });
    expect(page.uploads.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(page.keptYoung).toBe(1);
  });

  it('is in the middle of a key that fills the page', async () => {
    const all = [upload('a', undefined, '1'), upload('a', undefined, '2')];

    const page = await list(bucketOf(all, next('a', '2')));

    expect(page).toMatchObject({ uploads: all, next: next('a', '2') });
  });

  it('is the end of the listing where S3 says so', async () => {
    expect(await list(bucketOf([upload('a'), upload('b')]))).not.toHaveProperty('next');
  });

  it('is where S3 says, on a directory bucket and wherever there is no order of keys', async () => {
    const directory = { ...target, bucket: 'fast--use1-az4--x-s3' };

    expect(await list(bucketOf([upload('a'), upload('b')], next('b')), { target: directory })).toMatchObject({
      uploads: [upload('a'), upload('b')],
      next: next('b'),
    });
    expect(await list(bucketOf([upload('b'), upload('a'), upload('c')], next('c')))).toMatchObject({ next: next('c') });
  });
});

describe('the size of a page', () => {
  it('stays within bounds by asking for less, so that the marker fits what is returned', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) =>
      upload(`${String(index).padStart(4, '0')}${'k'.repeat(1_000)}`),
    );

    const page = await list(bucketOf(all));

    expect(Buffer.byteLength(JSON.stringify(page.uploads))).toBeLessThanOrEqual(350 * 1_024);
    expect(page.uploads.length).toBeGreaterThan(50);
    expect(page.next?.key).toBe(page.uploads.at(-1)?.key);
    expect(page.requests.list).toBeGreaterThan(1);
  });

  it('is 1,000 uploads with the upload IDs of AWS, and keys of 100 characters', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) =>
      upload(`${index}`.padStart(100, 'k'), undefined, `${index}`.padStart(130, 'i')),
    );

    expect(await list(bucketOf(all))).toMatchObject({ uploads: all, requests: { list: 1 } });
  });

  it('does not count what is kept', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) => upload(`${index}${'k'.repeat(1_000)}`, young));

    expect((await list(bucketOf(all), { initiatedBefore: cutOff })).requests).toEqual({ list: 1 });
  });

  it('is one upload at least, however large', async () => {
    const all = [upload('a'), upload('b')].map((one) => ({ ...one, uploadId: 'x'.repeat(400_000) }));

    expect((await list(bucketOf(all))).uploads).toHaveLength(1);
  });
});

describe('an S3 that lists everything at once, whatever it is asked for', () => {
  /** In no order, as MinIO and moto do; `left` is what is still there. */
  function wholeBucket(left: Upload[]): FakeGateway {
    return new FakeGateway({ listUploads: async () => ({ uploads: left.toReversed() }) });
  }

  /** All pages, one ahead as the workflow does; each is aborted once the next is listed. */
  async function listAndAbort(left: Upload[], gateway: FakeGateway): Promise<Upload[][]> {
    const pages: Upload[][] = [];
    let page: UploadPage | undefined = await list(gateway);
    while (page) {
      const ahead: UploadPage | undefined = page.next && (await list(gateway, { marker: page.next }));
      pages.push(page.uploads);
      const aborted = new Set(page.uploads.map(({ uploadId }) => uploadId));
      left.splice(0, left.length, ...left.filter(({ uploadId }) => !aborted.has(uploadId)));
      page = ahead;
    }
    return pages;
  }

  it('is listed page by page all the same: every upload once, although those before it are aborted meanwhile', async () => {
    const all = uploads(2_500);
    const left = [...all];

    const pages = await listAndAbort(left, wholeBucket(left));

    expect(pages.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
    expect(pages.flat()).toEqual(all);
    expect(left).toEqual([]);
  });

  it('is listed page by page within one key, too', async () => {
    const all = Array.from({ length: 1_500 }, (_, n) => upload('same', undefined, `id-${1_000 + n}`));
    const left = [...all];

    const pages = await listAndAbort(left, wholeBucket(left));

    expect(pages.flat()).toEqual(all);
  });

  it('is not sent markers that it did not give', async () => {
    const asked: Array<Marker | undefined> = [];
    const gateway = new FakeGateway({
      listUploads: async ({ marker }) => {
        asked.push(marker);
        return { uploads: uploads(1_001) };
      },
    });

    const { next } = await list(gateway);
    await list(gateway, next && { marker: next });

    expect(asked).toEqual([undefined, undefined]);
  });

  it('is believed when it lists no more than was asked for', async () => {
    const page = await list(wholeBucket(uploads(3)));

    expect(page.uploads).toHaveLength(3);
    expect(page.next).toBeUndefined();
  });
});

describe('an S3 that lists nothing under a prefix', () => {
  /** MinIO takes a prefix for the name of an object. */
  function exactNamesOnly(all: Upload[]): FakeGateway {
    return new FakeGateway({
      listUploads: async ({ prefix }) => ({ uploads: all.filter(({ key }) => !prefix || key === prefix) }),
    });
  }

  it('is asked for the whole bucket, and the prefix is looked for here', async () => {
    const all = [upload('logs'), upload('logs/1'), upload('logs/2'), upload('videos/1')];

    const page = await list(exactNamesOnly(all), { prefix: 'logs/' });

    expect(page.uploads.map(({ key }) => key)).toEqual(['logs/1', 'logs/2']);
  });

  it('is believed when the first upload behind the prefix is another: one request more', async () => {
    const page = await list(exactNamesOnly([upload('videos/1')]), { prefix: 'logs/' });

    expect(page).toMatchObject({ uploads: [], requests: { list: 2 } });
  });

  it('is believed when it does not allow the question', async () => {
    const gateway = new FakeGateway({
      listUploads: async ({ prefix }) => {
        if (prefix === undefined) throw s3Failure('AccessDenied', 'ListMultipartUploads');
        return { uploads: [] };
      },
    });

    expect((await list(gateway, { prefix: 'logs/' })).uploads).toEqual([]);
  });

  it('is not doubted where it is a directory bucket', async () => {
    const zonal = { ...target, bucket: 'fast--use1-az4--x-s3' };

    const page = await list(exactNamesOnly([upload('logs/1')]), { target: zonal, prefix: 'logs/' });

    expect(page).toMatchObject({ uploads: [], requests: { list: 1 } });
  });
});

describe('a refused listing', () => {
  const marker: Marker = { key: 'a', uploadId: 'gone' };

  it.each(['InvalidArgument', 'NoSuchUpload', 'NoSuchKey'])(
    'fails with InvalidMarker when a store answers %s to a marker that names an upload',
    async (code) => {
      await expect(list(failing(code), { marker })).rejects.toMatchObject({
        type: 'InvalidMarker',
        nonRetryable: true,
      });
    },
  );

  it('fails with InvalidMarker when a directory bucket refuses its own', async () => {
    const zonal = { ...target, bucket: 'fast--use1-az4--x-s3' };

    await expect(list(failing('InvalidArgument'), { target: zonal, marker: { key: 'opaque' } })).rejects.toMatchObject({
      type: 'InvalidMarker',
    });
  });

  it.each([{ marker: { key: 'a' } }, {}])('fails with InvalidInput when it is not the marker: %j', async (input) => {
    await expect(list(failing('InvalidArgument'), input)).rejects.toMatchObject({ type: 'InvalidInput' });
  });

  it.each([
    ['NoSuchBucket', 'NoSuchBucket'],
    ['AccessDenied', 'AccessDenied'],
    ['PermanentRedirect', 'WrongRegion'],
    ['NotImplemented', 'Unsupported'],
  ])('fails with %s as %s, for good, after one request', async (code, type) => {
    const gateway = failing(code);

    await expect(list(gateway)).rejects.toMatchObject({ type, nonRetryable: true });
    expect(gateway.calls).toHaveLength(1);
  });

  it('is an empty page where a server says so of a bucket that never had an upload', async () => {
    expect(await list(failing('NoSuchUpload'))).toMatchObject({ uploads: [], keptYoung: 0 });
  });
});

describe('the owner', () => {
  const owned = { ...target, expectedBucketOwner: '111122223333' };
  const answer = (allowed: (request: ListRequest) => boolean) =>
    new FakeGateway({
      listUploads: async (request): Promise<ListedPage> => {
        if (allowed(request)) return { uploads: [] };
        throw s3Failure('AccessDenied', 'ListMultipartUploads');
      },
    });

  it('is wrong when S3 allows the same question without it', async () => {
    const gateway = answer(({ target }) => target.expectedBucketOwner === undefined);

    await expect(list(gateway, { target: owned })).rejects.toMatchObject({
      type: 'WrongBucketOwner',
      nonRetryable: true,
    });
  });

  it('is not to blame when S3 allows neither', async () => {
    await expect(
      list(
        answer(() => false),
        { target: owned },
      ),
    ).rejects.toMatchObject({ type: 'AccessDenied' });
  });
});

describe('an unreliable S3', () => {
  it('is asked again, and every request is counted', async () => {
    const codes = ['SlowDown', 'InternalError'];
    const gateway = new FakeGateway({
      listUploads: async () => {
        const code = codes.shift();
        if (code) throw s3Failure(code, 'ListMultipartUploads');
        return { uploads: [upload('a')] };
      },
    });

    expect((await list(gateway)).requests).toEqual({ list: 3, throttled: 1 });
  });

  it('fails the activity for Temporal to retry when it stays so', async () => {
    const gateway = failing('InternalError');

    await expect(list(gateway)).rejects.toMatchObject({ type: 'S3Unavailable', nonRetryable: false });
    expect(gateway.calls).toHaveLength(5);
  });
});
