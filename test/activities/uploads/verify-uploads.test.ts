import type { Upload } from '../../../activities/contract.ts';
import { S3Failure } from '../../../activities/s3/failures.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, limits, s3Failure, target, uploads } from '../support/fake-gateway.ts';

const part = { size: 5, modified: '2026-01-01T00:00:00Z' };

function verify(listParts: ConstructorParameters<typeof FakeGateway>[0]) {
  return new Attempt(new FakeGateway(listParts)).verify({ target, uploads: uploads(3), limits });
}

describe('verifying', () => {
  it('takes an upload that S3 does not know for gone', async () => {
    expect(await verify({})).toEqual({ remaining: [], requests: { listParts: 3 } });
  });

  it('takes an upload without parts for gone', async () => {
    expect((await verify({ listParts: async () => ({ parts: [] }) })).remaining).toEqual([]);
  });

  it('reports an upload with a part', async () => {
    const listParts = async ({ key }: { key: string }) => ({ parts: key === 'key-00001' ? [part] : [] });

    expect((await verify({ listParts })).remaining).toEqual([{ index: 1, reason: 'PartsRemain' }]);
  });

  it('reports an upload whose first page is empty and has a next one', async () => {
    const { remaining } = await verify({ listParts: async () => ({ parts: [], next: '7' }) });

    expect(remaining).toHaveLength(3);
  });

  it('takes a denied answer neither for gone nor for there', async () => {
    const { remaining } = await verify({ listParts: () => Promise.reject(s3Failure('AccessDenied', 'ListParts')) });

    expect(remaining.map(({ reason }) => reason)).toEqual(['AccessDenied', 'AccessDenied', 'AccessDenied']);
  });
});

describe('a ListParts that is answered 404, and not NoSuchUpload', () => {
  const missing = (code: string) => new S3Failure({ code, status: 404, operation: 'ListParts', target });
  const [first, second, third] = uploads(3) as Upload[] as [Upload, Upload, Upload];

  /** The second upload is listed still, and the first has never been aborted. */
  const answers = (code: string, listed: Upload[] = []) => {
    const gateway = new FakeGateway({
      listParts: () => Promise.reject(missing(code)),
      listUploads: async () => ({ uploads: listed.map((upload) => ({ ...upload, initiated: '' })) }),
    });
    const verified = new Attempt(gateway).verify({
      target,
      uploads: [{ ...first, notAborted: true }, second, third],
      limits,
    });
    return { verified, listings: () => gateway.calls.filter(({ operation }) => operation === 'listUploads').length };
  };

  it('NoSuchKey, means gone where S3 has accepted an abort; no listing is asked for that', async () => {
    const { verified, listings } = answers('NoSuchKey');

    expect((await verified).remaining).toEqual([]);
    expect(listings()).toBe(1);
  });

  it('NoSuchKey, does not mean gone where S3 has accepted no abort and lists the upload', async () => {
    expect((await answers('NoSuchKey', [first]).verified).remaining).toEqual([{ index: 0, reason: 'NoSuchKey' }]);
  });

  it.each(['HTTP 404', 'NoSuchThing'])('%s, means gone where S3 does not list the upload either', async (code) => {
    expect((await answers(code).verified).remaining).toEqual([]);
  });

  it('without a body, does not mean gone where S3 lists the upload: it may be the answer of a proxy', async () => {
    const { remaining } = await answers('HTTP 404', [second]).verified;

    expect(remaining).toEqual([{ index: 1, reason: 'HTTP 404' }]);
  });

  it('is not asked again, and tells how this S3 differs', async () => {
    const { requests, dialect } = await answers('HTTP 404').verified;

    expect(requests).toEqual({ listParts: 3, list: 3 });
    expect(dialect).toEqual(['gone-is-not-found']);
    expect((await answers('NoSuchKey').verified).dialect).toEqual(['gone-is-no-such-key']);
  });

  it('NoSuchBucket, is about no upload: the activity fails', async () => {
    await expect(answers('NoSuchBucket').verified).rejects.toMatchObject({ type: 'NoSuchBucket' });
  });

  it('is no proof where the listing is denied, or does not end', async () => {
    const denied = new FakeGateway({
      listParts: () => Promise.reject(missing('HTTP 404')),
      listUploads: () => Promise.reject(s3Failure('AccessDenied', 'ListMultipartUploads')),
    });
    let pages = 0;
    const endless = new FakeGateway({
      listParts: () => Promise.reject(missing('HTTP 404')),
      listUploads: async () => ({ uploads: [], next: { key: 'key', uploadId: String(pages++) } }),
    });
    const verify = async (gateway: FakeGateway) =>
      (await new Attempt(gateway).verify({ target, uploads: [first], limits })).remaining;

    expect(await verify(denied)).toEqual([{ index: 0, reason: 'HTTP 404' }]);
    expect(await verify(endless)).toEqual([{ index: 0, reason: 'HTTP 404' }]);
  });

  it.each([
    ['InternalError', 'S3Unavailable'],
    ['NoSuchBucket', 'NoSuchBucket'],
  ])('is no word on the upload where the listing meets %s: the activity fails with %s', async (code, type) => {
    const gateway = new FakeGateway({
      listParts: () => Promise.reject(missing('HTTP 404')),
      listUploads: () => Promise.reject(s3Failure(code, 'ListMultipartUploads')),
    });

    const verified = new Attempt(gateway).verify({ target, uploads: [first], limits });

    await expect(verified).rejects.toMatchObject({ type });
  });

  it('is no word on the upload where the listing meets a fault of ours', async () => {
    const gateway = new FakeGateway({
      listParts: () => Promise.reject(missing('HTTP 404')),
      listUploads: () => Promise.reject(new TypeError('a fault')),
    });

    await expect(new Attempt(gateway).verify({ target, uploads: [first], limits })).rejects.toThrow('a fault');
  });

  it('has the uploads of one key listed once', async () => {
    const sameKey = Array.from({ length: 20 }, (_, n) => ({ key: 'a', uploadId: `id-${n}` }));
    const gateway = new FakeGateway({ listParts: () => Promise.reject(missing('HTTP 404')) });

    const { remaining, requests } = await new Attempt(gateway).verify({ target, uploads: sameKey, limits });

    expect([remaining, requests.list]).toEqual([[], 1]);
  });
});
