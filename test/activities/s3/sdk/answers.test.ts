import { pageOf, partsOf, type SaidParts, type SaidUploads } from '../../../../activities/s3/sdk/answers.ts';
import { target } from '../../support/fake-gateway.ts';

const page = (answer: SaidUploads, bucket = target.bucket) => pageOf(answer, { ...target, bucket });

const parts = (answer: SaidParts, after?: string) => partsOf(answer, target, after);

const failing = (request: () => unknown) => {
  try {
    request();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

const asUpload = (Key: string, n: number) => ({
  Key,
  UploadId: `id-${n}`,
  Initiated: new Date('2026-01-01T00:00:00Z'),
});

describe('a listing', () => {
  it('ends where it is not truncated, whatever its next markers say', () => {
    const answer = { Bucket: 'photos', IsTruncated: false, NextKeyMarker: 'a', NextUploadIdMarker: '1' };

    expect(page(answer)).toEqual({ uploads: [] });
  });

  it('goes on where it is truncated, even from an empty page', () => {
    const answer = { Bucket: 'photos', IsTruncated: true, NextKeyMarker: 'a', NextUploadIdMarker: '1' };

    expect(page(answer)).toEqual({ uploads: [], next: { key: 'a', uploadId: '1' } });
  });

  it.each([{}, { NextKeyMarker: '' }, { NextUploadIdMarker: '1' }])(
    'ends where it is truncated and empty, and does not say where it goes on: %j',
    (next) => {
      expect(page({ Bucket: 'photos', IsTruncated: true, ...next })).toEqual({ uploads: [] });
    },
  );

  const listed = { Bucket: 'photos', IsTruncated: true, Uploads: ['a', 'b', 'b'].map(asUpload) };

  it.each([
    ['says nothing', {}, { key: 'b', uploadId: 'id-2' }],
    ['says no upload ID', { NextKeyMarker: 'b' }, { key: 'b', uploadId: 'id-2' }],
    ['says no key', { NextUploadIdMarker: 'id-2' }, { key: 'b', uploadId: 'id-2' }],
    ['says the upload behind', { NextKeyMarker: 'c', NextUploadIdMarker: '9' }, { key: 'b', uploadId: 'id-2' }],
    ['says the next of its key', { NextKeyMarker: 'b', NextUploadIdMarker: '9' }, { key: 'b', uploadId: 'id-2' }],
    ['says a token of its own', { NextKeyMarker: 'bWFya2Vy' }, { key: 'bWFya2Vy', uploadId: '' }],
  ])('that is truncated and %s goes on from %j: its last key may go on', (_, next, expected) => {
    expect(page({ ...listed, ...next }).next).toEqual(expected);
  });

  it('that is shuffled goes on from where it says, which may be any upload of the page', () => {
    const shuffled = { ...listed, Uploads: ['c', 'a', 'b'].map(asUpload) };

    expect(page({ ...shuffled, NextKeyMarker: 'c', NextUploadIdMarker: 'id-0' }).next).toEqual({
      key: 'c',
      uploadId: 'id-0',
    });
  });

  it('that goes on behind its greatest key is put in the order of keys, and the uploads of a key stay in theirs', () => {
    const { uploads, next, differs } = page({
      ...listed,
      Uploads: ['b', 'c', 'a', 'b'].map(asUpload),
      NextKeyMarker: 'c',
    });

    expect(uploads.map(({ key, uploadId }) => [key, uploadId])).toEqual([
      ['a', 'id-2'],
      ['b', 'id-0'],
      ['b', 'id-3'],
      ['c', 'id-1'],
    ]);
    expect([next, differs]).toEqual([
      { key: 'c', uploadId: 'id-1' },
      ['marker-unsaid', 'initiator-unsaid', 'listed-in-no-key-order'],
    ]);
  });

  it.each([
    ['is in the order of UTF-16', ['a\u{1f600}', 'a\uff5e', 'b'], 'b'],
    ['goes on from a key that is not its greatest', ['c', 'b', 'a'], 'a'],
    ['goes on from a token', ['c', 'a', 'b'], 'z'],
  ])('that %s keeps its order', (_, keys, NextKeyMarker) => {
    const { uploads } = page({ ...listed, Uploads: keys.map(asUpload), NextKeyMarker });

    expect(uploads.map(({ key }) => key)).toEqual(keys);
  });

  it('of a directory bucket keeps its order, which is no order of keys', () => {
    const shuffled = { ...listed, Uploads: ['b', 'c', 'a'].map(asUpload), NextKeyMarker: 'c' };

    expect(page(shuffled, 'fast--use1-az4--x-s3').uploads.map(({ key }) => key)).toEqual(['b', 'c', 'a']);
  });

  it('of a directory bucket goes on from its token alone', () => {
    const next = { NextKeyMarker: 'token', NextUploadIdMarker: '9' };

    expect(page({ ...listed, ...next }, 'fast--use1-az4--x-s3').next).toEqual({ key: 'token' });
  });

  it('of a directory bucket that is truncated without a token fails: it would never end', () => {
    expect(failing(() => page(listed, 'fast--use1-az4--x-s3'))).toMatchObject({ kind: 'fatal', type: 'Unsupported' });
  });

  it('that does not name itself is not taken for one without uploads', () => {
    expect(failing(() => page({}))).toMatchObject({ kind: 'transient' });
  });

  it.each(['Key', 'UploadId'])('with an upload without %s fails: nobody could abort it', (missing) => {
    const upload = { ...asUpload('a', 1), [missing]: undefined };

    expect(failing(() => page({ Bucket: 'photos', IsTruncated: false, Uploads: [upload] }))).toMatchObject({
      kind: 'fatal',
      type: 'Unsupported',
    });
  });

  it.each([
    [undefined, ''],
    [new Date(Number.NaN), ''],
    [new Date('2026-01-02T03:04:05Z'), '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05Z'],
    ['Fri, 02 Jan 2026 03:04:05 GMT', '2026-01-02T03:04:05Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    [new Date('0001-01-01T00:00:00Z'), '0001-01-01T00:00:00Z'],
    ['soon', 'soon'],
  ])('tells that an upload was initiated %s as %j: UTC where no zone is said', (Initiated, expected) => {
    const { uploads } = page({ Bucket: 'photos', IsTruncated: false, Uploads: [{ ...asUpload('a', 1), Initiated }] });

    expect(uploads[0]?.initiated).toBe(expected);
  });

  it('has its keys and markers decoded where S3 says that it encoded them, and only there', () => {
    const answer = {
      Bucket: 'photos',
      IsTruncated: true,
      NextKeyMarker: 'b%2B',
      Uploads: [{ Key: 'a%2B', UploadId: '1', Initiated: new Date(0) }],
    };

    const encoded = page({ ...answer, EncodingType: 'url' as const });
    const plain = page(answer);

    expect([encoded.uploads[0]?.key, encoded.next?.key]).toEqual(['a+', 'b+']);
    expect([plain.uploads[0]?.key, plain.next?.key]).toEqual(['a%2B', 'b%2B']);
  });
});

describe('the parts', () => {
  it.each([undefined, 'soon', '0001-01-01T00:00:00Z', new Date(Number.NaN)])(
    'that were written %s may have been written just now',
    (LastModified) => {
      const [part] = parts({ UploadId: '1', Parts: [{ Size: 1, LastModified }] }).parts;

      expect(Date.parse(part?.modified ?? '')).toBeGreaterThan(Date.now() - 60_000);
    },
  );

  it.each([[undefined], ['7']])('that are truncated and do not advance fail: %s', (next) => {
    const answer = { UploadId: '1', IsTruncated: true, ...(next && { NextPartNumberMarker: next }) };

    expect(failing(() => parts(answer, '7'))).toMatchObject({ kind: 'fatal', type: 'Unsupported' });
  });

  it('of an answer that is no list of parts are not taken for none', () => {
    expect(failing(() => parts({}))).toMatchObject({ kind: 'transient' });
  });
});
