import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import { named, rawGet, useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

const list = (input: Partial<ListMultipartUploadsCommandInput> = {}) =>
  here.client.send(new ListMultipartUploadsCommand({ Bucket: 'photos', ...input }));

const ids = ({ Uploads }: ListMultipartUploadsCommandOutput) => Uploads?.map(({ UploadId }) => UploadId);

const next = ({ NextKeyMarker, NextUploadIdMarker }: ListMultipartUploadsCommandOutput) => ({
  KeyMarker: NextKeyMarker,
  UploadIdMarker: NextUploadIdMarker,
});

it('lists by key in UTF-8 byte order, then by time of initiation', async () => {
  here.s3.seedUpload('photos', { key: '\u{1F600}', uploadId: 'beyond the plane' });
  here.s3.seedUpload('photos', { key: '\uFFFD', uploadId: 'end of the plane' });
  here.s3.seedUpload('photos', { key: 'a', uploadId: 'younger', initiated: '2026-01-02T00:00:00Z' });
  here.s3.seedUpload('photos', { key: 'a', uploadId: 'zz older', initiated: '2026-01-01T00:00:00Z' });

  expect(ids(await list())).toEqual(['zz older', 'younger', 'end of the plane', 'beyond the plane']);
});

it('says key, upload ID, initiator and time of initiation of each upload', async () => {
  const initiator = 'arn:aws:iam::111122223333:user/anna';
  here.s3.seedUpload('photos', { key: 'a&b', uploadId: 'one', initiated: '2026-01-02T03:04:05Z', initiator });

  const { Uploads } = await list();

  expect(Uploads).toMatchObject([
    { Key: 'a&b', UploadId: 'one', Initiator: { ID: initiator }, Initiated: new Date('2026-01-02T03:04:05Z') },
  ]);
});

it('leaves Uploads undefined when there are none', async () => {
  const { Uploads, IsTruncated } = await list();

  expect(Uploads).toBeUndefined();
  expect(IsTruncated).toBe(false);
});

it('pages through many uploads of few keys without loss or repetition', async () => {
  here.s3.seedUploads('photos', 2500, (i) => ({ key: `key-${(i * 7919) % 100}` }));

  const seen: Array<string | undefined> = [];
  let page = await list({ MaxUploads: 300 });
  while (page.IsTruncated) {
    seen.push(...(ids(page) ?? []));
    page = await list({ MaxUploads: 300, ...next(page) });
  }
  seen.push(...(ids(page) ?? []));

  expect(seen).toHaveLength(2500);
  expect(new Set(seen).size).toBe(2500);
});

it('never puts more than 1,000 uploads on a page', async () => {
  here.s3.seedUploads('photos', 1001, (i) => ({ key: `key-${i}` }));

  const { Uploads, IsTruncated, MaxUploads } = await list({ MaxUploads: 5000 });

  expect({ uploads: Uploads?.length, IsTruncated, MaxUploads }).toEqual({
    uploads: 1000,
    IsTruncated: true,
    MaxUploads: 1000,
  });
});

it('drops the rest of a key when only the key marker is given', async () => {
  here.s3.seedUploads('photos', 3, (i) => ({ key: 'a', uploadId: `a${i}` }));
  here.s3.seedUpload('photos', { key: 'b', uploadId: 'b' });

  expect(ids(await list({ KeyMarker: 'a' }))).toEqual(['b']);
});

it('goes on behind the marked upload in order of initiation, not of upload IDs', async () => {
  here.s3.seedUpload('photos', { key: 'a', uploadId: 'z', initiated: '2026-01-01T00:00:00Z' });
  here.s3.seedUpload('photos', { key: 'a', uploadId: 'a', initiated: '2026-01-02T00:00:00Z' });

  expect(ids(await list({ KeyMarker: 'a', UploadIdMarker: 'z' }))).toEqual(['a']);
});

it('ignores an upload-id-marker without a key-marker', async () => {
  here.s3.seedUpload('photos', { key: 'a', uploadId: 'one' });

  expect(ids(await list({ UploadIdMarker: 'one' }))).toEqual(['one']);
});

it('fills the next markers on the last page, too', async () => {
  here.s3.seedUpload('photos', { key: 'a', uploadId: 'one' });

  expect(await list()).toMatchObject({ IsTruncated: false, NextKeyMarker: 'a', NextUploadIdMarker: 'one' });
});

it('refuses an upload-id-marker that does not belong to the key-marker', async () => {
  here.s3.seedUpload('photos', { key: 'a', uploadId: 'one' });

  const listing = list({ KeyMarker: 'b', UploadIdMarker: 'one' });

  await expect(listing).rejects.toMatchObject({ name: 'InvalidArgument', $metadata: { httpStatusCode: 400 } });
});

it('refuses an upload-id-marker whose upload was aborted meanwhile', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });
  await here.client.send(new AbortMultipartUploadCommand(named(upload)));

  const listing = list({ KeyMarker: 'a', UploadIdMarker: upload.uploadId });

  await expect(listing).rejects.toMatchObject({ name: 'InvalidArgument', $metadata: { httpStatusCode: 400 } });
});

it('goes on from an ended marker where the bucket accepts that', async () => {
  here.s3.createBucket('lenient', { endedMarker: 'accepted' });
  const upload = here.s3.seedUpload('lenient', { key: 'a' });
  here.s3.seedUpload('lenient', { key: 'a', uploadId: 'second', initiated: '2099-01-01T00:00:00Z' });
  await here.client.send(new AbortMultipartUploadCommand(named(upload, 'lenient')));

  expect(ids(await list({ Bucket: 'lenient', KeyMarker: 'a', UploadIdMarker: upload.uploadId }))).toEqual(['second']);
});

it('lists only keys with the prefix, wherever the marker is', async () => {
  for (const key of ['dir', 'dir/a', 'dir/b', 'dirty']) here.s3.seedUpload('photos', { key, uploadId: key });

  expect(ids(await list({ Prefix: 'dir/' }))).toEqual(['dir/a', 'dir/b']);
  expect(ids(await list({ Prefix: 'dir/', KeyMarker: 'dir/a' }))).toEqual(['dir/b']);
  expect(ids(await list({ Prefix: 'dir/', KeyMarker: 'a' }))).toEqual(['dir/a', 'dir/b']);
});

it('rolls keys up at the delimiter', async () => {
  for (const key of ['a', 'dir/a', 'dir/b', 'other/a', 'z']) here.s3.seedUpload('photos', { key, uploadId: key });

  const page = await list({ Delimiter: '/' });

  expect(ids(page)).toEqual(['a', 'z']);
  expect(page.CommonPrefixes).toEqual([{ Prefix: 'dir/' }, { Prefix: 'other/' }]);
});

it('gives no next marker when a truncated page ends on a common prefix', async () => {
  for (const key of ['dir/a', 'z']) here.s3.seedUpload('photos', { key });

  const page = await list({ Delimiter: '/', MaxUploads: 1 });

  expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: '', NextUploadIdMarker: '' });
});

it('goes on behind a common prefix that is given as the key marker', async () => {
  for (const key of ['dir/a', 'dir/b', 'z']) here.s3.seedUpload('photos', { key, uploadId: key });

  const page = await list({ Delimiter: '/', KeyMarker: 'dir/' });

  expect(ids(page)).toEqual(['z']);
  expect(page.CommonPrefixes).toBeUndefined();
});

it('encodes keys, prefixes and markers as form fields under encoding-type=url, save for the slash', async () => {
  here.s3.seedUpload('photos', { key: "ä b/c+d~'(1)*\u0001" });

  const { Uploads, Prefix, NextKeyMarker } = await list({ EncodingType: 'url', Prefix: 'ä b' });

  expect({ key: Uploads?.[0]?.Key, Prefix, NextKeyMarker }).toEqual({
    key: '%C3%A4+b/c%2Bd%7E%27%281%29*%01',
    Prefix: '%C3%A4+b',
    NextKeyMarker: '%C3%A4+b/c%2Bd%7E%27%281%29*%01',
  });
});

it('sends XML that no parser accepts for a key with control characters, unless asked to encode', async () => {
  here.s3.seedUpload('photos', { key: 'bell\u0007' });

  await expect(rawGet(`${here.s3.endpoint}/photos?uploads`)).resolves.toContain('<Key>bell&#x7;</Key>');
  await expect(list({ EncodingType: 'url' })).resolves.toMatchObject({ Uploads: [{ Key: 'bell%07' }] });
});

it('refuses a page size that is no number above 0', async () => {
  await expect(list({ MaxUploads: 0 })).rejects.toMatchObject({ name: 'InvalidArgument' });
});

describe('another store', () => {
  it('lists the key of a key-marker alone once more, where the bucket does so', async () => {
    here.s3.createBucket('other', { keyMarkerAlone: 'from' });
    here.s3.seedUploads('other', 2, (i) => ({ key: 'a', uploadId: `a${i}` }));
    here.s3.seedUpload('other', { key: 'b', uploadId: 'b' });

    const listed = await list({ Bucket: 'other', KeyMarker: 'a' });
    const behind = await list({ Bucket: 'other', KeyMarker: 'a', UploadIdMarker: 'a0' });

    expect([ids(listed), ids(behind)]).toEqual([
      ['a0', 'a1', 'b'],
      ['a1', 'b'],
    ]);
  });

  it('answers the first page again, where the bucket ignores markers', async () => {
    here.s3.createBucket('other', { markers: 'ignored' });
    here.s3.seedUploads('other', 3, (i) => ({ key: `key-${i}` }));
    const first = await list({ Bucket: 'other', MaxUploads: 2 });

    const second = await list({ Bucket: 'other', MaxUploads: 2, ...next(first) });

    expect([ids(second), next(second)]).toEqual([ids(first), next(first)]);
  });

  it.each([
    ['both', { KeyMarker: 'a', UploadIdMarker: 'a0' }],
    ['key', { KeyMarker: 'a' }],
    ['none', {}],
  ] as const)('names of the next page what the bucket says: %s', async (nextMarkers, markers) => {
    here.s3.createBucket('other', { nextMarkers });
    here.s3.seedUploads('other', 2, (i) => ({ key: 'a', uploadId: `a${i}` }));

    const page = await list({ Bucket: 'other', MaxUploads: 1 });

    expect([page.IsTruncated, next(page)]).toEqual([true, markers]);
  });

  it('shows a page in the order of upload IDs, and names an upload only where its key goes on, if the bucket does so', async () => {
    here.s3.createBucket('other', { pageOrder: 'upload ID', nextMarkers: 'within a key' });
    for (const [key, uploadId] of ['a9', 'b2', 'b3', 'c1', 'd0'].map((name) => [...name] as [string, string]))
      here.s3.seedUpload('other', { key, uploadId });

    const within = await list({ Bucket: 'other', MaxUploads: 2 });
    const between = await list({ Bucket: 'other', MaxUploads: 2, ...next(within) });

    expect([ids(within), next(within)]).toEqual([['2', '9'], { KeyMarker: 'b', UploadIdMarker: '2' }]);
    expect([ids(between), next(between)]).toEqual([['1', '3'], { KeyMarker: 'c' }]);
  });

  const texts = ['', '2026-01-01T12:00:00', '0001-01-01T00:00:00Z'];

  it.each(texts)('says when an upload was initiated as it was told, or not at all: %j', async (initiatedAs) => {
    here.s3.seedUpload('photos', { key: 'a', initiated: '2026-01-01T12:00:00Z', initiatedAs });

    const said = /<Initiated>(.*)<\/Initiated>/.exec(await rawGet(`${here.s3.endpoint}/photos?uploads`))?.[1] ?? '';

    expect(said).toBe(initiatedAs);
  });

  it.each([
    ['encoded', ['a+b%2Bc', 'a+b%2Bc', 'url']],
    ['unsaid', ['a%20b%2Bc', 'a b+c', undefined]],
    ['claimed', ['a b+c', 'a b+c', 'url']],
    ['raw', ['a b+c', 'a b+c', undefined]],
    ['plus stays', ['a%20b+c', 'a%20b+c', 'url']],
  ] as const)('spells the keys of a listing as the bucket says: %s', async (keySpelling, spelled) => {
    here.s3.createBucket('other', { keySpelling });
    here.s3.seedUpload('other', { key: 'a b+c' });

    const { Uploads, NextKeyMarker, EncodingType } = await list({ Bucket: 'other', EncodingType: 'url' });

    expect([Uploads?.[0]?.Key, NextKeyMarker, EncodingType]).toEqual(spelled);
  });
});
