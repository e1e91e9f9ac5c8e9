import type { ListMultipartUploadsCommandOutput, ListPartsCommandOutput } from '@aws-sdk/client-s3';
import type { Marker } from '../../../../activities/contract.ts';
import { pageOf, partsOf } from '../../../../activities/s3/sdk/answers.ts';
import { target } from '../../support/fake-gateway.ts';

type Answer<T> = Omit<T, '$metadata'>;

const page = (answer: Answer<ListMultipartUploadsCommandOutput>, marker?: Marker) =>
  pageOf({ ...answer, $metadata: {} }, { target, maxUploads: 1_000, ...(marker && { marker }) });

const parts = (answer: Answer<ListPartsCommandOutput>, after?: string) =>
  partsOf({ ...answer, $metadata: {} }, target, after);

const failing = (request: () => unknown) => {
  try {
    request();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

describe('a listing', () => {
  it('ends where it is not truncated, whatever its next markers say', () => {
    const answer = { Bucket: 'photos', IsTruncated: false, NextKeyMarker: 'a', NextUploadIdMarker: '1' };

    expect(page(answer)).toEqual({ uploads: [] });
  });

  it('goes on where it is truncated, even from an empty page', () => {
    const answer = { Bucket: 'photos', IsTruncated: true, NextKeyMarker: 'a', NextUploadIdMarker: '1' };

    expect(page(answer)).toEqual({ uploads: [], next: { key: 'a', uploadId: '1' } });
  });

  it.each([
    ['has no next marker', {}, undefined],
    ['has an empty one', { NextKeyMarker: '' }, undefined],
    ['has that of the request', { NextKeyMarker: 'a', NextUploadIdMarker: '1' }, { key: 'a', uploadId: '1' }],
    ['has that of the request, a key alone', { NextKeyMarker: 'a' }, { key: 'a' }],
  ])('that is truncated and %s fails: it would never end', (_, next, marker) => {
    const answer = { Bucket: 'photos', IsTruncated: true, ...next };

    expect(failing(() => page(answer, marker))).toMatchObject({ kind: 'fatal', type: 'Unsupported' });
  });

  it('advances within one key', () => {
    const answer = { Bucket: 'photos', IsTruncated: true, NextKeyMarker: 'a', NextUploadIdMarker: '2' };

    expect(page(answer, { key: 'a', uploadId: '1' }).next).toEqual({ key: 'a', uploadId: '2' });
  });

  it('that does not name itself is not taken for one without uploads', () => {
    expect(failing(() => page({}))).toMatchObject({ kind: 'transient' });
  });

  it.each(['Key', 'UploadId', 'Initiated'])('with an upload without %s fails: no age, no abort', (missing) => {
    const upload = { Key: 'a', UploadId: '1', Initiated: new Date(0), [missing]: undefined };

    expect(failing(() => page({ Bucket: 'photos', IsTruncated: false, Uploads: [upload] }))).toMatchObject({
      kind: 'fatal',
      type: 'Unsupported',
    });
  });

  it('has its keys and markers decoded where S3 says that it encoded them, and only there', () => {
    const answer = {
      Bucket: 'photos',
      IsTruncated: true,
      NextKeyMarker: 'b%2B',
      Uploads: [{ Key: 'a%2B', UploadId: '1', Initiated: new Date(0) }],
    };

    const encoded = page({ ...answer, EncodingType: 'url' });
    const plain = page(answer);

    expect([encoded.uploads[0]?.key, encoded.next?.key]).toEqual(['a+', 'b+']);
    expect([plain.uploads[0]?.key, plain.next?.key]).toEqual(['a%2B', 'b%2B']);
  });
});

describe('the parts', () => {
  it.each([[undefined], ['7']])('that are truncated and do not advance fail: %s', (next) => {
    const answer = { UploadId: '1', IsTruncated: true, ...(next && { NextPartNumberMarker: next }) };

    expect(failing(() => parts(answer, '7'))).toMatchObject({ kind: 'fatal', type: 'Unsupported' });
  });

  it('of an answer that is no list of parts are not taken for none', () => {
    expect(failing(() => parts({}))).toMatchObject({ kind: 'transient' });
  });
});
