import { randomUUID } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import type { SimulatedS3, UploadSpec } from '../../simulated-s3/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { System } from '../support/system.ts';

const DAY = 86_400_000;

/** Few keys, so that many uploads share one, on both sides of every cut-off and prefix. */
const keys = fc.constantFrom('a', 'a/b', 'a/b/c', 'ab', 'b', 'a/😀', 'a/ +%');
const uploads = fc.record({
  key: keys,
  ageInDays: fc.integer({ min: 0, max: 20 }),
  idleDays: fc.integer({ min: 0, max: 20 }),
});
type Seed = { key: string; ageInDays: number; idleDays: number };

const selections = fc.record({
  olderThanDays: fc.option(fc.integer({ min: 1, max: 19 }), { nil: undefined }),
  prefix: fc.option(fc.constantFrom('a', 'a/', 'a/b', 'z'), { nil: undefined }),
  idleForDays: fc.option(fc.integer({ min: 1, max: 19 }), { nil: undefined }),
});
type Selection = { olderThanDays?: number | undefined; prefix?: string | undefined; idleForDays?: number | undefined };

describe('the scope of a cleanup', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());
  afterEach(() => system.s3.onRequest(undefined));

  it('holds for any bucket and selection, while others go on writing', async () => {
    const property = fc.asyncProperty(
      fc.array(uploads, { maxLength: 30 }),
      selections,
      fc.array(keys, { maxLength: 5 }),
      async (present, selection, arriving) => {
        const { s3 } = system;
        const bucket = `bucket-${randomUUID()}`;
        s3.createBucket(bucket);
        const wanted = new Set(present.flatMap((seed) => addTo(s3, bucket, seed, selection)));
        s3.onRequest((request) => {
          const key = request.operation === 'AbortMultipartUpload' ? arriving.pop() : undefined;
          if (key === undefined) return;
          const { uploadId } = s3.seedUpload(bucket, { key });
          if (isSelected({ key, ageInDays: 0, idleDays: 0 }, selection)) wanted.add(uploadId);
        });

        const report = await system.clean({ bucket, ...inputOf(selection), settle: 1, quietPeriod: 1 });

        const aborted = s3.log.of('AbortMultipartUpload').filter((entry) => entry.bucket === bucket);
        expect(aborted.filter(({ uploadId }) => !wanted.has(uploadId ?? ''))).toEqual([]);
        expect(s3.uploads(bucket).filter(({ uploadId }) => wanted.has(uploadId))).toEqual([]);
        expect(report.uploads).toMatchObject({ selected: wanted.size, gone: wanted.size });
      },
    );

    await fc.assert(property, { numRuns: 15 });
  }, 240_000);

  it('holds for a range of keys on a store that ignores markers', async () => {
    const { s3 } = system;
    s3.createBucket('ignoring', { markers: 'ignored' });
    for (const key of ['a', 'b', 'c', 'd', 'e']) s3.seedUpload('ignoring', { key });

    const report = await system.clean({ bucket: 'ignoring', range: { after: 'b', through: 'd' } });

    expect(report.uploads).toMatchObject({ selected: 2, gone: 2 });
    expect(
      s3
        .uploads('ignoring')
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['a', 'b', 'e']);
  });

  it('keeps an upload of unknown or impossible age, unless all are selected', async () => {
    const { s3 } = system;
    s3.createBucket('ageless');
    for (const initiatedAs of ['', '0001-01-01T00:00:00Z']) s3.seedUpload('ageless', { key: 'a', initiatedAs });
    s3.seedUpload('ageless', { key: 'b', initiated: new Date(Date.now() - 9 * DAY) });

    const some = await system.clean({ bucket: 'ageless', select: { olderThan: '7d' } });
    const left = s3.uploads('ageless').map(({ key }) => key);
    const all = await system.clean({ bucket: 'ageless', select: { all: true } });

    expect(some.uploads).toMatchObject({ selected: 1, keptYoung: 2 });
    expect(left).toEqual(['a', 'a']);
    expect(all.uploads).toMatchObject({ selected: 2, gone: 2 });
  });

  it('does no harm to an upload that is completed between the listing and the abort, and reports it', async () => {
    const { s3 } = system;
    s3.createBucket('photos');
    const writer = new S3Client(s3.clientConfig());
    const upload = { Bucket: 'photos', Key: 'done.mp4' };
    const { UploadId } = await writer.send(new CreateMultipartUploadCommand(upload));
    const { ETag } = await writer.send(
      new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'all of it' }),
    );
    const complete = { ...upload, UploadId, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } };
    s3.onRequest(async ({ operation }) => {
      if (operation === 'AbortMultipartUpload') await writer.send(new CompleteMultipartUploadCommand(complete));
    });

    const report = await system.clean({ bucket: 'photos' });

    writer.destroy();
    expect(s3.hasObject('photos', 'done.mp4')).toBe(true);
    expect(report.uploads).toMatchObject({ selected: 1, gone: 1, alreadyGone: 1 });
  });
});

/** The upload ID, if the selection has it. */
function addTo(s3: SimulatedS3, bucket: string, seed: Seed, selection: Selection): string[] {
  const { uploadId } = s3.seedUpload(bucket, specOf(seed, Date.now()));
  return isSelected(seed, selection) ? [uploadId] : [];
}

function specOf({ key, ageInDays, idleDays }: Seed, now: number): UploadSpec {
  const modified = now - Math.min(ageInDays, idleDays) * DAY - 60_000;
  return {
    key,
    initiated: new Date(now - ageInDays * DAY - 60_000),
    parts: [{ size: 5_242_880, modified: new Date(modified).toISOString() }],
  };
}

/** The specification, in other words than the product's. */
function isSelected(
  { key, ageInDays, idleDays }: Seed,
  { olderThanDays = 0, prefix = '', idleForDays = 0 }: Selection,
) {
  const idle = Math.min(ageInDays, idleDays);
  return key.startsWith(prefix) && ageInDays >= olderThanDays && idle >= idleForDays;
}

function inputOf({
  olderThanDays,
  prefix,
  idleForDays,
}: Selection): Pick<CleanupInput, 'select' | 'prefix' | 'idleFor'> {
  return {
    select: olderThanDays === undefined ? { all: true } : { olderThan: `${olderThanDays}d` },
    ...(prefix === undefined ? {} : { prefix }),
    ...(idleForDays === undefined ? {} : { idleFor: `${idleForDays}d` }),
  };
}
