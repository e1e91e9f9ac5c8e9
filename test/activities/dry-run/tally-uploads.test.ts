import type { TallyUploadsInput } from '../../../activities/dry-run/contract.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, limits, s3Failure, target, upload } from '../support/fake-gateway.ts';

const DAY_MS = 86_400_000;
const startedAt = '2026-06-01T00:00:00Z';
const daysAgo = (days: number) => new Date(Date.parse(startedAt) - days * DAY_MS).toISOString();

interface Listed {
  key: string;
  /** Days before the job began. Default: 400. */
  days?: number;
  initiator?: string;
  /** Bytes of its parts; absent: ListParts is refused. */
  parts?: number[];
  modified?: string;
}

/** A bucket in key order, so many uploads a page; markers with an upload ID in `refused` are refused, once each. */
function bucketOf(listed: Listed[], pageSize = 1_000, refused: string[] = []): FakeGateway {
  const uploads = listed.map(({ key, days = 400, initiator }, n) => ({
    ...upload(key, daysAgo(days), `id-${String(n).padStart(4, '0')}`),
    ...(initiator && { initiator }),
  }));
  return new FakeGateway({
    listUploads: async ({ marker }) => {
      if (marker?.uploadId && refused.includes(marker.uploadId)) {
        refused.splice(refused.indexOf(marker.uploadId), 1);
        throw s3Failure('InvalidArgument', 'ListMultipartUploads');
      }
      const isBehind = ({ key, uploadId }: (typeof uploads)[number]) =>
        !marker ||
        key > marker.key ||
        (marker.uploadId !== undefined && key === marker.key && uploadId > marker.uploadId);
      const rest = uploads.filter(isBehind);
      const page = rest.slice(0, pageSize);
      const last = page.at(-1);
      return {
        uploads: page,
        ...(rest.length > page.length && last && { next: { key: last.key, uploadId: last.uploadId } }),
      };
    },
    listParts: async ({ uploadId }) => {
      const { parts, modified = daysAgo(300) } = listed[Number(uploadId.slice(3))] as Listed;
      if (!parts) throw s3Failure('AccessDenied', 'ListParts');
      return { parts: parts.map((size) => ({ size, modified })) };
    },
  });
}

/** Nobody answers the first requests for the parts of a key. */
function failFor(bucket: FakeGateway, key: string, requests: number): void {
  const listParts = bucket.listParts.bind(bucket);
  let left = requests;
  bucket.listParts = async (to, asked, ...rest) => {
    if (asked.key === key && left-- > 0) throw s3Failure('ECONNRESET', 'ListParts');
    return await listParts(to, asked, ...rest);
  };
}

function tallyOf(gateway: FakeGateway, input: Partial<TallyUploadsInput> = {}, attempt = new Attempt(gateway)) {
  return attempt.tally({ target, startedAt, measure: false, limits, pages: 1_000, ...input });
}

describe('adding up', () => {
  it('sorts uploads by prefix and age', async () => {
    const ages = [0.5, 1, 7, 29, 30, 89, 90, 364, 365, 4_000].map((days, n) => ({ key: `logs/${n}`, days }));

    const { tally, next } = await tallyOf(bucketOf([...ages, { key: 'rootless' }]));

    expect(next).toBeUndefined();
    expect(tally.byPrefix.map(({ prefix }) => prefix)).toEqual(['logs/', '']);
    expect(tally.byPrefix[0]?.cells.map(({ age, uploads }) => [age, uploads])).toEqual([
      ['<1d', 1],
      ['1-7d', 1],
      ['7-30d', 2],
      ['30-90d', 2],
      ['90-365d', 2],
      ['>=365d', 2],
    ]);
    expect(tally.byPrefix[0]?.cells.at(-1)?.oldest).toBe(daysAgo(4_000));
  });

  it('tells what a job would abort from what is too young and what is being written', async () => {
    const bucket = bucketOf([
      { key: 'a', days: 3 },
      { key: 'b', parts: [1, 2] },
      { key: 'c', parts: [1], modified: startedAt },
    ]);

    const cutOffs = { initiatedBefore: daysAgo(7), activeSince: daysAgo(1) };
    const { tally, requests } = await tallyOf(bucket, { ...cutOffs, measure: true });

    const cells = tally.byPrefix[0]?.cells.map(({ verdict, parts, bytes }) => ({ verdict, parts, bytes }));
    expect(cells).toEqual([
      { verdict: 'keptYoung' },
      { verdict: 'selected', parts: 2, bytes: 3 },
      { verdict: 'keptActive' },
    ]);
    expect(requests).toMatchObject({ list: 1, listParts: 2 });
  });

  it('counts uploads that it may not inspect: kept where it asks for activity, else selected', async () => {
    const bucket = bucketOf([{ key: 'a' }, { key: 'b', parts: [1] }]);

    const measured = await tallyOf(bucket, { measure: true });
    const asked = await tallyOf(bucket, { activeSince: daysAgo(1) });

    expect(measured.tally).toMatchObject({
      unmeasured: 1,
      reasons: ['AccessDenied'],
      byPrefix: [{ cells: [{ verdict: 'selected', uploads: 2 }] }],
    });
    expect(asked.tally).toMatchObject({
      unmeasured: 1,
      byPrefix: [{ cells: [{ verdict: 'keptActive' }, { verdict: 'selected', uploads: 1 }] }],
    });
  });

  it('looks once more at uploads that S3 failed to answer for a while', async () => {
    const bucket = bucketOf(['a', 'b', 'c'].map((key) => ({ key, parts: [1], modified: daysAgo(0.5) })));
    failFor(bucket, 'a', 5);

    const { tally } = await tallyOf(bucket, { activeSince: daysAgo(1), limits: { concurrency: 1 } });

    expect(tally).toMatchObject({ unmeasured: 0, byPrefix: [{ cells: [{ verdict: 'keptActive', uploads: 3 }] }] });
  });

  it('gives an upload up that S3 never answers, and says why', async () => {
    const bucket = bucketOf(['a', 'b'].map((key) => ({ key, parts: [1] })));
    failFor(bucket, 'a', Number.POSITIVE_INFINITY);

    const { tally } = await tallyOf(bucket, { measure: true, limits: { concurrency: 1 } });

    expect(tally).toMatchObject({ unmeasured: 1, reasons: ['ECONNRESET'], byPrefix: [{ cells: [{ uploads: 2 }] }] });
  });

  it('counts every upload once, over pages that end in the middle of a key', async () => {
    const keys = ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'c', 'd', 'd', 'd'].map((key) => ({ key }));

    const { tally } = await tallyOf(bucketOf(keys, 2));

    expect(tally.byPrefix).toMatchObject([{ cells: [{ uploads: 11 }] }]);
  });

  it('counts an upload outside the range nowhere, although S3 lists it', async () => {
    const keys = ['a', 'b', 'c', 'd'].map((key) => ({ key }));

    const { tally } = await tallyOf(bucketOf(keys), { after: 'a', through: 'c' });

    expect(tally.byPrefix).toMatchObject([{ cells: [{ uploads: 2 }] }]);
  });

  it('takes an upload of unknown age for a young one', async () => {
    const gateway = new FakeGateway({ listUploads: async () => ({ uploads: [upload('a', ''), upload('b', 'soon')] }) });

    const kept = await tallyOf(gateway, { initiatedBefore: daysAgo(7) });
    const all = await tallyOf(gateway);

    expect(kept.tally.byPrefix).toMatchObject([{ cells: [{ verdict: 'keptYoung', age: '<1d', uploads: 2 }] }]);
    expect(all.tally.byPrefix).toMatchObject([{ cells: [{ verdict: 'selected', age: '<1d', uploads: 2 }] }]);
  });

  it('goes back to the beginning of a key, not of the bucket, where S3 refuses a marker', async () => {
    const keys = ['a', 'a', 'b', 'b', 'c', 'c', 'c', 'c', 'd'].map((key) => ({ key, parts: [1] }));
    const bucket = bucketOf(keys, 3, ['id-0006']);

    const { tally, requests } = await tallyOf(bucket, { measure: true });

    expect(tally.byPrefix).toMatchObject([{ cells: [{ uploads: 9, bytes: 9 }] }]);
    expect(requests.listParts).toBe(9 + 3);
  });

  it('goes on for as long as it advances, however often S3 refuses a marker', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => Array(4).fill({ key: `key-${10 + n}` })).flat();
    const refused = Array.from({ length: 12 }, (_, n) => `id-${String(4 * n + 1).padStart(4, '0')}`);

    const { tally } = await tallyOf(bucketOf(keys, 2, refused));

    expect(refused).toEqual([]);
    expect(tally).toMatchObject({ byPrefix: [{ cells: [{ uploads: 48 }] }] });
    expect(tally).not.toHaveProperty('lost');
  });

  it('is refused where S3 refuses the same marker again and again', async () => {
    const keys = ['a', 'b', 'b', 'b', 'b', 'c'].map((key) => ({ key }));

    const refused = tallyOf(bucketOf(keys, 2, Array(9).fill('id-0002')));

    await expect(refused).rejects.toMatchObject({ type: 'Unsupported', nonRetryable: true });
  });

  it('is refused so, too, where every page is an activity of its own', async () => {
    const bucket = bucketOf(
      ['a', 'b', 'b', 'b', 'b', 'c'].map((key) => ({ key })),
      2,
      Array(99).fill('id-0002'),
    );
    const dryRun = async () => {
      let page = await tallyOf(bucket, { pages: 1 });
      while (page.next) page = await tallyOf(bucket, { pages: 1, tally: page.tally, marker: page.next });
    };

    await expect(dryRun()).rejects.toMatchObject({ type: 'Unsupported' });
  });

  it('begins again where S3 refuses the only marker there is', async () => {
    const keys = ['a', 'b', 'b', 'b', 'b', 'c'].map((key) => ({ key }));

    const { tally } = await tallyOf(bucketOf(keys, 2, ['id-0002']));

    expect(tally.byPrefix).toMatchObject([{ cells: [{ uploads: 6 }] }]);
  });

  it('names the prefixes that hold most, whatever their place in the listing, and adds up the others', async () => {
    const small = Array.from({ length: 300 }, (_, n) => ({ key: `${1_000 + n}/x`, parts: [100] }));
    const large = { key: '1299/zz', parts: [50_000] };
    const slow = Array.from({ length: 40 }, (_, n) => ({ key: `9999/${100 + n}`, parts: [10] }));

    const { tally } = await tallyOf(bucketOf([...small, large, ...slow], 5), { measure: true });

    const [first, second] = tally.byPrefix;
    expect(tally.byPrefix).toHaveLength(51);
    expect([first?.prefix, second?.prefix]).toEqual(['1299/', '9999/']);
    expect(second?.cells[0]?.bytes).toBe(400);
    expect(tally.byPrefix.at(-1)?.cells[0]?.uploads).toBe(300 - 49);
  });

  it('goes on from the sums and the marker that it is given', async () => {
    const bucket = bucketOf(
      ['a', 'b', 'c', 'd'].map((key) => ({ key, initiator: 'me' })),
      2,
    );

    const first = await tallyOf(bucket, { pages: 1 });
    const second = await tallyOf(bucket, { tally: first.tally, ...(first.next && { marker: first.next }) });

    expect(first.next).toEqual({ key: 'a' });
    expect(second.tally).toMatchObject({
      byPrefix: [{ cells: [{ uploads: 4 }] }],
      initiators: [{ id: 'me', uploads: 4 }],
    });
  });

  it('resumes after a crash where its last heartbeat had come to, and counts nothing twice', async () => {
    const uploads = Array.from({ length: 40 }, (_, n) => ({ key: `key-${100 + n}`, parts: [1] }));
    const crashing = new Attempt(slow(bucketOf(uploads, 4)), {});
    await tallyOf(bucketOf([]), { measure: true, pages: 6 }, crashing);
    const heartbeatDetails = crashing.heartbeats.at(-1);

    const bucket = bucketOf(uploads, 4);
    const { tally } = await tallyOf(bucket, { measure: true }, new Attempt(bucket, { heartbeatDetails }));

    expect(heartbeatDetails).toMatchObject({ uploads: expect.any(Number) });
    expect(tally.byPrefix).toMatchObject([{ cells: [{ uploads: 40, bytes: 40 }] }]);
    expect(bucket.calls.filter(({ operation }) => operation === 'listParts').length).toBeLessThan(40);

    /** Each listing takes 2 s. */
    function slow(gateway: FakeGateway): FakeGateway {
      return new FakeGateway({
        listUploads: async (request, signal) => {
          await crashing.clock.sleep(2_000, signal);
          return gateway.listUploads(request, signal);
        },
        listParts: (asked, after, signal) => gateway.listParts(target, asked, after, signal),
      });
    }
  });

  it('answers after 15 s, so that one sees it move', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => ({ key: `key-${100 + n}` }));
    const plain = bucketOf(keys, 2);
    const attempt: Attempt = new Attempt(
      new FakeGateway({
        listUploads: async (request, signal) => {
          await attempt.clock.sleep(2_000, signal);
          return plain.listUploads(request, signal);
        },
      }),
    );

    const { next } = await tallyOf(plain, {}, attempt);

    expect(next?.key).toBe('key-107');
  });

  it('answers what it has when the workflow cancels it', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => ({ key: `key-${100 + n}` }));
    const plain = bucketOf(keys, 11);
    const attempt: Attempt = new Attempt(
      new FakeGateway({
        listUploads: async (request, signal) => {
          if (plain.calls.length === 3) attempt.cancel();
          return plain.listUploads(request, signal);
        },
      }),
    );

    const { tally, next } = await tallyOf(plain, {}, attempt);

    expect(next?.key).toMatch(/key-/);
    expect(tally.byPrefix[0]?.cells[0]?.uploads).toBeGreaterThanOrEqual(30);
  });
});
