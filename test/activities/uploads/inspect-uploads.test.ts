import type { InspectUploadsInput, Upload } from '../../../activities/contract.ts';
import type { ListedParts } from '../../../activities/s3/gateway.ts';
import { withResolvers } from '../../support/with-resolvers.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, limits, s3Failure, target, upload } from '../support/fake-gateway.ts';

const activeSince = '2026-02-01T00:00:00Z';
const longAgo = '2026-01-01T00:00:00Z';
const justNow = '2026-02-01T00:00:00Z';

/** A bucket whose uploads have these pages of parts; the marker of a page is its number. */
function bucketOf(pagesByKey: Record<string, ListedParts['parts'][]>): FakeGateway {
  return new FakeGateway({
    listParts: async ({ key }, after) => {
      const pages = pagesByKey[key];
      if (!pages) throw s3Failure('NoSuchUpload', 'ListParts');
      const page = Number(after ?? 0);
      return { parts: pages[page] ?? [], ...(page + 1 < pages.length && { next: String(page + 1) }) };
    },
  });
}

function inspect(gateway: FakeGateway, uploads: Upload[], input: Partial<InspectUploadsInput> = {}) {
  return new Attempt(gateway).inspect({ target, uploads, limits, measure: false, ...input });
}

describe('what each upload holds', () => {
  const bucket = () =>
    bucketOf({ idle: [[{ size: 3, modified: longAgo }]], active: [[{ size: 5, modified: justNow }]] });
  const asked = [upload('active'), upload('gone'), upload('idle')];

  it('is answered where it is asked for, and null where it is not known', async () => {
    const { bytes } = await inspect(bucket(), asked, { activeSince, measure: true, each: true });

    expect(bytes).toEqual([null, null, 3]);
  });

  it('is not answered to who does not ask', async () => {
    expect(await inspect(bucket(), asked, { activeSince, measure: true })).not.toHaveProperty('bytes');
  });
});

describe('activity', () => {
  it('is a part modified at the instant or later, on whichever page', async () => {
    const bucket = bucketOf({
      idle: [[{ size: 1, modified: longAgo }], [{ size: 1, modified: longAgo }]],
      active: [[{ size: 1, modified: longAgo }], [{ size: 1, modified: justNow }]],
      empty: [],
    });

    const result = await inspect(bucket, [upload('idle'), upload('active'), upload('empty')], { activeSince });

    expect(result).toMatchObject({ active: [1], byPrefix: [], problems: [] });
  });

  it('is the initiation of an upload that has no part yet', async () => {
    const bucket = bucketOf({ begun: [] });
    const begun = { ...upload('begun'), initiated: justNow };

    const result = await inspect(bucket, [begun], { activeSince });

    expect(result).toMatchObject({ active: [0], requests: {} });
  });

  it('is looked for no further once it is found', async () => {
    const bucket = bucketOf({ a: [[{ size: 1, modified: justNow }], [{ size: 1, modified: longAgo }]] });

    expect((await inspect(bucket, [upload('a')], { activeSince })).requests).toEqual({ listParts: 1 });
  });

  it('is not what an upload has that is gone', async () => {
    expect(await inspect(bucketOf({}), [upload('a')], { activeSince, measure: true })).toMatchObject({
      active: [],
      byPrefix: [],
      problems: [],
    });
  });

  it('is unknown for an upload that S3 lets nobody inspect', async () => {
    const gateway = new FakeGateway({ listParts: () => Promise.reject(s3Failure('AccessDenied', 'ListParts')) });

    expect((await inspect(gateway, [upload('a')], { activeSince })).problems).toEqual([
      { index: 0, reason: 'AccessDenied' },
    ]);
  });

  it('costs no request where nobody asks for it, on any store', async () => {
    const nothing = { active: [], byPrefix: [], problems: [], requests: {} };
    const withObjects = new FakeGateway({ headObject: async () => undefined });

    expect(await inspect(bucketOf({}), [upload('a')])).toEqual(nothing);
    expect(await inspect(withObjects, [upload('a')])).toEqual(nothing);
  });

  it('is named by its place, in order, whichever answer comes first', async () => {
    const second = withResolvers();
    const gateway = new FakeGateway({
      listParts: async ({ key }) => {
        if (key === 'a') await second.promise;
        else setImmediate(second.resolve);
        return { parts: [{ size: 1, modified: justNow }] };
      },
    });

    expect((await inspect(gateway, [upload('a'), upload('b')], { activeSince })).active).toEqual([0, 1]);
  });
});

describe('the measures', () => {
  it('of an upload that began nobody knows when, and has no part, are none; it is idle as any other', async () => {
    const result = await inspect(bucketOf({ a: [] }), [upload('a', '')], { measure: true });

    expect(result).toMatchObject({ active: [], byPrefix: [{ uploads: 1, parts: 0, bytes: 0 }] });
  });

  it('of an upload that is gone take no request about the object of its key', async () => {
    const gateway = new FakeGateway({
      headObject: async () => undefined,
      listParts: () => Promise.reject(s3Failure('NoSuchUpload', 'ListParts')),
    });

    expect((await inspect(gateway, [upload('a')], { measure: true })).requests).toEqual({ listParts: 1 });
  });

  const part = { size: 10, modified: longAgo };

  it('add up parts and bytes of idle uploads by the first segment of the key', async () => {
    const bucket = bucketOf({
      'logs/a/b': [[part, part], [part]],
      'logs/c': [[part]],
      plain: [[part]],
      '/rooted': [[]],
      'logs/active': [[{ size: 99, modified: justNow }]],
    });
    const uploads = [
      upload('logs/a/b', '2025-05-05T00:00:00Z'),
      upload('logs/c', '2025-04-04T00:00:00Z'),
      upload('plain', '2025-03-03T00:00:00Z'),
      upload('/rooted', '2025-02-02T00:00:00Z'),
      upload('logs/active'),
    ];

    const result = await inspect(bucket, uploads, { activeSince, measure: true });

    expect(result.byPrefix).toEqual([
      { prefix: 'logs/', uploads: 2, parts: 4, bytes: 40, oldest: '2025-04-04T00:00:00Z' },
      { prefix: '', uploads: 1, parts: 1, bytes: 10, oldest: '2025-03-03T00:00:00Z' },
      { prefix: '/', uploads: 1, parts: 0, bytes: 0, oldest: '2025-02-02T00:00:00Z' },
    ]);
  });

  it('name the 99 prefixes with the most bytes and add up the others', async () => {
    const keys = Array.from({ length: 150 }, (_, index) => `p${index}/x`);
    const bucket = bucketOf(
      Object.fromEntries(keys.map((key, index) => [key, [[{ size: index, modified: longAgo }]]])),
    );

    const { byPrefix } = await inspect(
      bucket,
      keys.map((key) => upload(key)),
      { measure: true },
    );

    expect(byPrefix).toHaveLength(100);
    expect(byPrefix[0]).toMatchObject({ prefix: 'p149/', bytes: 149 });
    expect(byPrefix[99]).toMatchObject({ prefix: '(other prefixes)', uploads: 51, parts: 51, bytes: 1_275 });
  });
});
