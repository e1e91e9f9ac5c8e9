import type { Marker, Upload } from '../../../activities/contract.ts';
import type { TallyUploadsInput } from '../../../activities/dry-run/contract.ts';
import { createGateway } from '../../../activities/index.ts';
import { systemClock } from '../../../activities/s3/clock.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { type BucketOptions, SimulatedS3, type UploadSpec } from '../../../simulated-s3/index.ts';
import { Attempt } from '../support/activity-environment.ts';
import { limits, target } from '../support/fake-gateway.ts';

let s3: SimulatedS3;
let gateway: S3Gateway;

/** A store whose pages are small. */
beforeAll(async () => {
  s3 = await SimulatedS3.start({ maxPageSize: 10 });
  gateway = createGateway(s3.clientConfig());
});
afterAll(async () => {
  gateway.close();
  await s3.stop();
});
afterEach(() => s3.removeBucket(target.bucket));

const attempt = () => new Attempt(gateway, {}, systemClock);

/** So many uploads of each key. */
function store(options: BucketOptions, uploads: Record<string, number>, spec: Partial<UploadSpec> = {}): void {
  s3.createBucket(target.bucket, options);
  for (const [key, count] of Object.entries(uploads)) s3.seedUploads(target.bucket, count, () => ({ ...spec, key }));
}

/** All pages, from a marker on. */
async function walk(from?: Marker): Promise<Upload[]> {
  const found: Upload[] = [];
  let marker = from;
  do {
    const page = await attempt().list({ target, ...(marker && { marker }) });
    found.push(...page.uploads);
    marker = page.next;
  } while (marker);
  return found;
}

const keysOf = (uploads: Upload[]) => uploads.map(({ key }) => key).join('');

async function dryRun(input: Partial<TallyUploadsInput> = {}): Promise<number> {
  const asked = { target, startedAt: '2026-06-01T00:00:00Z', measure: false, limits, pages: 1_000, ...input };
  const { tally } = await attempt().tally(asked);
  return tally.byPrefix.flatMap(({ cells }) => cells).reduce((sum, { uploads }) => sum + uploads, 0);
}

describe('a store that lists the key of a key-marker alone once more', () => {
  it.each([1, 4, 10, 25])('is listed once behind a key of %d uploads', async (count) => {
    store({ keyMarkerAlone: 'from' }, { a: 2, b: count, c: 3, d: 12 });

    expect(keysOf(await walk({ key: 'b' }))).toBe(`ccc${'d'.repeat(12)}`);
  });

  it('is counted once by a dry run, however many uploads its keys have', async () => {
    store({ keyMarkerAlone: 'from' }, { a: 2, b: 25, c: 3, d: 12 });

    expect(await dryRun()).toBe(42);
  });

  it.each(['b\nb', 'b b', 'b%20b'])('and does not encode keys is listed once behind %j', async (key) => {
    store({ keyMarkerAlone: 'from', keySpelling: 'claimed' }, { a: 2, [key]: 25, c: 3 }, { parts: [{ size: 1 }] });

    expect(keysOf(await walk({ key }))).toBe('ccc');
    expect(keysOf(await walk())).toBe(`aa${key.repeat(25)}ccc`);
    expect(await dryRun()).toBe(30);
  });

  it('ends behind its last key', async () => {
    store({ keyMarkerAlone: 'from' }, { a: 25 });

    expect(await walk({ key: 'a' })).toEqual([]);
  });
});

describe('a store that ignores markers', () => {
  it('is refused by name where it has more than a page', async () => {
    store({ markers: 'ignored' }, { a: 4, b: 4, c: 4 });

    await expect(walk()).rejects.toMatchObject({ type: 'Unsupported', nonRetryable: true });
    await expect(walk({ key: 'a' })).rejects.toMatchObject({ type: 'Unsupported' });
    await expect(walk({ key: 'z' })).rejects.toMatchObject({ type: 'Unsupported' });
  });

  it('is refused by name by a dry run, too', async () => {
    store({ markers: 'ignored' }, { a: 4, b: 4, c: 4 });

    await expect(dryRun()).rejects.toMatchObject({ type: 'Unsupported' });
  });

  it('lists nothing at or before a marker on its only page', async () => {
    store({ markers: 'ignored' }, { a: 2, b: 2, c: 2 });

    expect(keysOf(await walk({ key: 'b' }))).toBe('cc');
  });
});

describe('a store that ignores upload-id-marker', () => {
  it('is listed once where its pages end between keys', async () => {
    store({ markers: 'key only' }, { a: 4, b: 4, c: 4, d: 4 });

    expect(keysOf(await walk())).toBe('aaaabbbbccccdddd');
    expect(await dryRun()).toBe(16);
  });

  it.each([
    ['and others behind it', { a: 3, b: 25, c: 3 }],
    ['and none behind it', { a: 3, b: 25 }],
  ])('is not believed to have listed a key with more uploads than a page, %s', async (_, uploads) => {
    store({ markers: 'key only' }, uploads);

    await expect(walk()).rejects.toMatchObject({ type: 'InvalidMarker' });
    await expect(dryRun()).rejects.toMatchObject({ type: 'Unsupported' });
  });
});

describe('a store whose pages are in the order of upload IDs', () => {
  const shuffled = { pageOrder: 'upload ID', nextMarkers: 'within a key', endedMarker: 'accepted' } as const;

  it.each([
    ['no key that fills a page', { a: 3, b: 4, c: 8, d: 2, e: 9 }],
    ['a key of more than two pages', { a: 3, b: 25, c: 3 }],
    ['a long key at its end', { a: 3, b: 4, c: 25 }],
    ['a long key that ends with a page', { a: 4, b: 26, c: 3 }],
  ])('is listed once, with %s', async (_, uploads) => {
    store(shuffled, uploads);
    const total = Object.values(uploads).reduce((sum, count) => sum + count, 0);

    const found = await walk();

    expect([found.length, new Set(found.map(({ uploadId }) => uploadId)).size]).toEqual([total, total]);
    expect(await dryRun()).toBe(total);
  });

  it('has its pages end between keys all the same, so that ranges can be cut', async () => {
    store(shuffled, { a: 3, b: 4, c: 8, d: 2 });

    const page = await attempt().list({ target });

    expect([keysOf(page.uploads), page.next]).toEqual(['aaabbbb', { key: 'b' }]);
  });
});

describe('a store that honours it', () => {
  it.each([10, 20, 25])('is listed once, whether a key of %d uploads ends with a page or not', async (count) => {
    store({}, { a: 3, b: count, c: 3 });

    expect(keysOf(await walk())).toBe(`aaa${'b'.repeat(count)}ccc`);
    expect(await dryRun()).toBe(count + 6);
  });

  it('is listed to its end within a key of which some are gone', async () => {
    store({}, { a: 3, b: 25 });
    const pages = [await attempt().list({ target })];
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
      pages.push(await attempt().list({ target, marker: next }));
      const [earlier] = pages.at(-2)?.uploads ?? [];
      if (earlier) await attempt().abort({ target, uploads: [earlier], limits });
    }

    expect(keysOf(pages.flatMap(({ uploads }) => uploads))).toBe(`aaa${'b'.repeat(25)}`);
  });
});

describe('a store that does not say', () => {
  it.each(['key', 'none'] as const)('from which upload of a key a page goes on: %s', async (nextMarkers) => {
    store({ nextMarkers }, { a: 3, b: 25, c: 3 });

    expect(keysOf(await walk())).toBe(`aaa${'b'.repeat(25)}ccc`);
    expect(await dryRun()).toBe(31);
  });

  it('when one upload was initiated has the others aborted: that one is young', async () => {
    store({}, { a: 2 }, { initiated: '2025-01-01T00:00:00Z' });
    s3.seedUpload(target.bucket, { key: 'b', initiatedAs: '' });

    const some = await attempt().list({ target, initiatedBefore: '2026-01-01T00:00:00Z' });
    const all = await attempt().list({ target });

    expect([keysOf(some.uploads), some.keptYoung, keysOf(all.uploads)]).toEqual(['aa', 1, 'aab']);
    expect(all.uploads.at(-1)?.initiated).toBe('');
  });

  it('when an upload of a directory bucket was initiated has it aborted without that condition', async () => {
    const zonal = { ...target, bucket: 'fast--use1-az4--x-s3' };
    s3.createBucket(zonal.bucket);
    s3.seedUpload(zonal.bucket, { key: 'dir/a', initiatedAs: '' });
    s3.seedUpload(zonal.bucket, { key: 'dir/b' });
    const { uploads } = await attempt().list({ target: zonal });

    await attempt().abort({ target: zonal, uploads, limits });

    expect(s3.uploads(zonal.bucket)).toEqual([]);
    const aborts = s3.log.of('AbortMultipartUpload').filter(({ bucket }) => bucket === zonal.bucket);
    const conditions = aborts.map((entry) => entry.ifMatchInitiatedTime !== undefined);
    expect(conditions.sort()).toEqual([false, true]);
  });
});
