import type { AbortUploadsInput, Upload } from '../../../activities/contract.ts';
import type { FoundObject, ListedParts } from '../../../activities/s3/gateway.ts';
import { withResolvers } from '../../support/with-resolvers.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, limits, s3Failure, target, upload, uploads } from '../support/fake-gateway.ts';

const [before, initiated, after] = ['2025-05-31T23:59:59Z', '2025-06-01T00:00:00.700Z', '2025-06-02T00:00:00Z'];

const begun = (key: string, at = initiated) => upload(key, at);

/** Two parts of five bytes. */
const held: ListedParts = { parts: Array.from({ length: 2 }, () => ({ size: 5, modified: initiated })) };
const remnantOf: FoundObject = { bytes: 10, parts: 2, modified: after };

interface Bucket {
  objects: Record<string, FoundObject | (() => FoundObject | undefined)>;
  parts?: ListedParts;
  isAws?: () => boolean | Promise<boolean>;
  abortUpload?: (upload: Upload) => Promise<void>;
}

/** A bucket with these objects, all of whose uploads hold the same. */
function bucketOf({ objects, parts = held, ...behaviour }: Bucket): FakeGateway {
  return new FakeGateway({
    headObject: async (key) => {
      const object = objects[key];
      return typeof object === 'function' ? object() : object;
    },
    listParts: async () => parts,
    ...behaviour,
  });
}

function abort(gateway: FakeGateway, input: Partial<AbortUploadsInput> = {}) {
  return new Attempt(gateway).abort({ target, uploads: [begun('a')], limits, ...input });
}

const aborted = ({ calls }: FakeGateway) =>
  calls.filter(({ operation }) => operation === 'abortUpload').map(({ key }) => key);
const asked = ({ calls }: FakeGateway) => calls.map(({ operation }) => operation);

describe('an upload that looks like the remnant of the object of its key', () => {
  it('is kept, while the others are aborted', async () => {
    const bucket = bucketOf({ objects: { b: remnantOf } });

    const result = await abort(bucket, { uploads: ['a', 'b', 'c'].map((key) => begun(key)) });

    expect(aborted(bucket)).toEqual(['a', 'c']);
    expect(result).toEqual({
      alreadyGone: 0,
      completed: [1],
      problems: [],
      requests: { headObject: 3, listParts: 1, abort: 2 },
    });
  });

  it('is named by its place, in order, whichever answer comes first', async () => {
    const second = withResolvers();
    const bucket = new FakeGateway({
      headObject: async () => remnantOf,
      listParts: async ({ key }) => {
        if (key === 'a') await second.promise;
        else setImmediate(second.resolve);
        return held;
      },
    });

    expect(await abort(bucket, { uploads: [begun('a'), begun('b')] })).toMatchObject({ completed: [0, 1] });
  });

  it.each<[string, FoundObject]>([
    ['was written in the very second of the initiation', { ...remnantOf, modified: '2025-06-01T00:00:00Z' }],
    ['was written nobody knows when', { ...remnantOf, modified: '' }],
    ['does not say of how many parts it was made', { bytes: 10, modified: after }],
  ])('is kept, too, where the object %s', async (_, object) => {
    const bucket = bucketOf({ objects: { a: object } });

    expect(await abort(bucket)).toMatchObject({ completed: [0] });
  });

  it('is kept, too, where nobody knows when it was initiated', async () => {
    const bucket = bucketOf({ objects: { a: { ...remnantOf, modified: before } } });

    expect(await abort(bucket, { uploads: [begun('a', '')] })).toMatchObject({ completed: [0] });
  });

  it('is looked at again at every try, for the object may have been completed in between', async () => {
    let object: FoundObject | undefined;
    const bucket = bucketOf({
      objects: { a: () => object },
      abortUpload: async () => {
        object = remnantOf;
        throw s3Failure('ECONNRESET');
      },
    });

    expect(await abort(bucket)).toMatchObject({ completed: [0], requests: { abort: 1, headObject: 2 } });
  });

  it('is aborted once S3 has accepted an abort of ours: what is left is ours to finish', async () => {
    const bucket = bucketOf({ objects: { a: remnantOf } });

    await abort(bucket, { uploads: [{ ...begun('a'), isOurs: true }] });

    expect(asked(bucket)).toEqual(['abortUpload']);
  });

  it('is looked at where only its date says that it is ours', async () => {
    const bucket = bucketOf({ objects: { a: remnantOf } });

    expect(await abort(bucket, { uploads: [{ ...begun('a'), isOurs: true, isBack: true }] })).toMatchObject({
      completed: [0],
    });
  });

  it('is looked at with one ListParts where idleness is asked for as well', async () => {
    const bucket = bucketOf({ objects: { a: remnantOf } });

    const result = await abort(bucket, { activeSince: '2026-01-01T00:00:00Z' });

    expect(result).toMatchObject({ completed: [0], requests: { listParts: 1, headObject: 1 } });
  });

  it('stays in what a heartbeat calls left, so that the next attempt finds it again', async () => {
    const bucket = bucketOf({ objects: { 'key-00010': remnantOf } });
    const attempt = new Attempt(bucket);
    const slow = { concurrency: 1, requestsPerSecond: 50 };

    await attempt.abort({ target, uploads: uploads(1_000), limits: slow });

    expect(attempt.heartbeats.at(-1)).toEqual({ aborted: 10, and: '11-998', of: 1_000 });
  });
});

describe('an upload that is no remnant of the object of its key', () => {
  it.each<[string, FoundObject | undefined, ListedParts | undefined]>([
    ['there is no such object', undefined, undefined],
    ['the object is older', { ...remnantOf, modified: before }, undefined],
    ['the object has other bytes', { ...remnantOf, bytes: 11 }, undefined],
    ['the object has other parts', { ...remnantOf, parts: 1 }, undefined],
    ['the upload has no parts, and the object no bytes', { bytes: 0, modified: after }, { parts: [] }],
  ])('is aborted as usual: %s', async (_, object, parts) => {
    const bucket = bucketOf({ objects: { ...(object && { a: object }) }, ...(parts && { parts }) });

    const result = await abort(bucket);

    expect(aborted(bucket)).toEqual(['a']);
    expect(result).not.toHaveProperty('completed');
  });

  it('costs no ListParts where there is no object, or an older one', async () => {
    const bucket = bucketOf({ objects: { b: { ...remnantOf, modified: before } } });

    const { requests } = await abort(bucket, { uploads: [begun('a'), begun('b')] });

    expect(requests).toEqual({ headObject: 2, abort: 2 });
  });

  it('is aborted where ListParts does not know it any more', async () => {
    const bucket = new FakeGateway({
      headObject: async () => remnantOf,
      abortUpload: () => Promise.reject(s3Failure('NoSuchUpload')),
    });

    expect(await abort(bucket)).toMatchObject({ alreadyGone: 1, problems: [] });
  });
});

describe('an object that cannot be asked about', () => {
  it.each([
    ['AccessDenied', 'AccessDenied'],
    ['InvalidRequest', 'InvalidRequest'],
  ])('leaves its upload as it is, and says so: %s', async (code, reason) => {
    const bucket = new FakeGateway({ headObject: () => Promise.reject(s3Failure(code, 'HeadObject')) });

    const result = await abort(bucket);

    expect(result.problems).toEqual([{ index: 0, reason, operation: 'HeadObject' }]);
    expect(aborted(bucket)).toEqual([]);
  });

  it('is asked about again while there is hope, and leaves its upload as it is when there is none', async () => {
    const bucket = new FakeGateway({ headObject: () => Promise.reject(s3Failure('InternalError', 'HeadObject')) });

    const result = await abort(bucket);

    expect(result).toMatchObject({
      problems: [{ index: 0, reason: 'InternalError', operation: 'HeadObject' }],
      requests: { headObject: 5 },
    });
    expect(aborted(bucket)).toEqual([]);
  });
});

describe('an upload that is looked into in vain', () => {
  it('is a problem where its object cannot be asked about, though idleness is asked for as well', async () => {
    const bucket = new FakeGateway({
      headObject: () => Promise.reject(s3Failure('AccessDenied', 'HeadObject')),
      listParts: async () => held,
    });

    expect(await abort(bucket, { activeSince: after })).toMatchObject({
      problems: [{ index: 0, reason: 'AccessDenied', operation: 'HeadObject' }],
    });
  });

  it('is a problem where its parts cannot be listed, and idleness is not asked for: nobody takes it for active', async () => {
    const bucket = new FakeGateway({
      headObject: async () => remnantOf,
      listParts: () => Promise.reject(s3Failure('AccessDenied', 'ListParts')),
    });

    const result = await abort(bucket);

    expect(result).toMatchObject({ problems: [{ index: 0, reason: 'AccessDenied', operation: 'ListParts' }] });
    expect(result).not.toHaveProperty('active');
  });
});

describe('whether objects are asked about', () => {
  it.each<[string, Partial<AbortUploadsInput>, Partial<Bucket>]>([
    ['the store is AWS', {}, { isAws: () => true }],
    ['the store turns out to be AWS', {}, { isAws: async () => true }],
    ['nobody wants it', { keepCompleted: 'never' }, {}],
    ['the bucket is a directory bucket', { target: { ...target, bucket: 'photos--euc1-az1--x-s3' } }, {}],
  ])('they are not, where %s', async (_, input, bucket) => {
    const gateway = bucketOf({ objects: { a: remnantOf }, ...bucket });

    expect((await abort(gateway, input)).requests).toEqual({ abort: 1 });
  });

  it('they are where S3 turns out not to be AWS', async () => {
    const bucket = bucketOf({ objects: { a: remnantOf }, isAws: async () => false });

    expect(await abort(bucket)).toMatchObject({ completed: [0] });
  });

  it('they are not, where the upload is kept in any case, for it is being written', async () => {
    const bucket = bucketOf({ objects: { a: remnantOf } });

    expect((await abort(bucket, { activeSince: before })).active).toEqual([0]);
    expect(asked(bucket)).toEqual([]);
  });

  it('they are on AWS, where that is wanted', async () => {
    const gateway = bucketOf({ objects: { a: remnantOf }, isAws: () => true });

    expect(await abort(gateway, { keepCompleted: 'always' })).toMatchObject({ completed: [0] });
  });

  it('they are not where the gateway cannot, and it says so where that is wanted', async () => {
    expect((await abort(new FakeGateway())).requests).toEqual({ abort: 1 });
    await expect(abort(new FakeGateway(), { keepCompleted: 'always' })).rejects.toMatchObject({ type: 'Unsupported' });
  });
});

describe('measuring', () => {
  it('adds up what is going to be aborted, and not what is going to be kept', async () => {
    const bucket = bucketOf({ objects: { b: remnantOf } });
    const input = { target, uploads: [begun('a'), begun('b')], measure: true, limits };

    const { byPrefix, requests } = await new Attempt(bucket).inspect(input);

    expect(byPrefix).toMatchObject([{ uploads: 1, parts: 2, bytes: 10 }]);
    expect(requests).toEqual({ listParts: 2, headObject: 2 });
  });
});
