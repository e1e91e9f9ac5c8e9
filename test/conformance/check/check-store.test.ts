import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Behaviour } from '../../../conformance/behaviour.ts';
import { ABORTING } from '../../../conformance/behaviours/aborting.ts';
import { BEHAVIOURS } from '../../../conformance/behaviours/index.ts';
import { type CheckedBehaviour, type CheckOptions, type CheckReport, checkStore } from '../../../conformance/index.ts';
import { complete, upload } from '../../../conformance/uploads.ts';
import { type LogEntry, SimulatedS3 } from '../../../simulated-s3/index.ts';
import { bucketInUse, contentsOf } from './snapshot.ts';

const NOTHING = { uploads: [], objects: [], buckets: [] };

let s3: SimulatedS3;
beforeEach(async () => {
  s3 = await SimulatedS3.start({ verifySignatures: true });
});
afterEach(() => s3.stop());

function check(options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const { signal } = new AbortController();
  return checkStore({ connection: s3.clientConfig(), connectionName: 'default', signal, ...options });
}

async function buckets(): Promise<Array<string | undefined>> {
  const client = new S3Client(s3.clientConfig());
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  client.destroy();
  return Buckets.map(({ Name }) => Name);
}

function of({ sections }: CheckReport, title: string): CheckedBehaviour | undefined {
  return sections.flatMap(({ behaviours }) => behaviours).find((behaviour) => behaviour.title === title);
}

/** What is tried in a test that is about something else. */
const only = (...behaviours: Behaviour[]) => ({ sections: [{ title: 'Some', behaviours }] });

/** Those that write an object, if they may. */
const OF_OBJECTS = only(...BEHAVIOURS.filter(({ needs = [] }) => needs.includes('no versions')));

const HALF_WAY: Behaviour = {
  title: 'ends as it began',
  async observe(trial) {
    await upload(trial, 'a');
    throw new TypeError('half-way');
  },
  asS3: true,
};

describe('a check in buckets of its own', () => {
  it('finds that the simulated S3 does all as S3 does, and leaves no bucket', async () => {
    s3.createBucket('photos');

    const report = await check();

    expect(report).toMatchObject({ works: true, bucketCreated: true, left: NOTHING });
    expect(report.counts).toEqual({ asS3: BEHAVIOURS.length, handled: 0, limited: 0, fails: 0, notTried: 0 });
    expect(await buckets()).toEqual(['photos']);
    expectNothingBegunInMissingBuckets(s3.log.entries);
  });

  /** Some stores make a bucket then. */
  function expectNothingBegunInMissingBuckets(requests: readonly LogEntry[]): void {
    const made = requests.filter(({ operation }) => operation === 'CreateBucket').map(({ bucket }) => bucket);
    const begun = requests.filter(({ operation }) => /^(CreateMultipartUpload|PutObject)$/.test(operation));
    expect(begun.length).toBeGreaterThan(100);
    expect(begun.filter(({ bucket }) => !made.includes(bucket))).toEqual([]);
  }

  it.each([
    ['lists no uploads', 'ListMultipartUploads', /nobody can find them/],
    ['begins none', 'CreateMultipartUpload', /takes no multipart uploads/],
  ] as const)('says in one line that a store %s, and leaves nothing', async (_, operation, line) => {
    // A bucket that is not there is NoSuchBucket first of all.
    s3.onRequest((request) => {
      if (request.operation === 'CreateBucket') s3.fail({ operation, kind: { status: 501, code: 'NotImplemented' } });
    });

    await expect(check()).rejects.toMatchObject({ type: 'Unsupported', message: expect.stringMatching(line) });
    expect(await buckets()).toEqual([]);
  });

  it('says that a permission is missing where no bucket can be created', async () => {
    s3.deny({ operation: 'CreateBucket' });

    await expect(check()).rejects.toMatchObject({
      type: 'AccessDenied',
      message: expect.stringMatching(/s3:CreateBucket.*--bucket/),
    });
    expect(await buckets()).toEqual([]);
  });
});

describe('a check in a bucket that is in use', () => {
  it('tries what can be tried there, touches nothing of others, and leaves nothing', async () => {
    bucketInUse(s3, 'photos');
    const before = await contentsOf(s3, 'photos');
    s3.log.clear();

    const report = await check({ bucket: 'photos' });

    const ours = s3.log.entries.filter(({ operation }) => !READS.has(operation));
    expect(ours.length).toBeGreaterThan(100);
    const isOurs = ({ operation, bucket, key }: LogEntry) =>
      bucket === 'photos'
        ? key.startsWith(report.prefix) || operation === 'DeleteObjects'
        : bucket.startsWith(report.prefix);
    expect(ours.filter((entry) => !isOurs(entry))).toEqual([]);
    expect(await contentsOf(s3, 'photos')).toEqual(before);
    expect(report).toMatchObject({
      works: true,
      bucketCreated: false,
      left: NOTHING,
      counts: { handled: 0, limited: 0 },
    });
    expect(await buckets()).toEqual(['photos']);
  });

  const READS = new Set([
    'GetBucketVersioning',
    'HeadBucket',
    'HeadObject',
    'ListMultipartUploads',
    'ListObjectVersions',
    'ListObjectsV2',
    'ListParts',
  ]);

  it('writes no object where the bucket keeps versions', async () => {
    bucketInUse(s3, 'photos', { versioned: true });
    const before = await contentsOf(s3, 'photos');

    const report = await check({ bucket: 'photos', ...OF_OBJECTS });

    expect(await contentsOf(s3, 'photos')).toEqual(before);
    expect(s3.log.count('PutObject') + s3.log.count('CompleteMultipartUpload')).toBe(0);
    expect(of(report, 'says nothing of what it deleted when asked to be quiet')).toMatchObject({
      verdict: 'notTried',
      here: expect.stringContaining('versions'),
    });
  });

  it('leaves out what its credentials are denied, and says so', async () => {
    bucketInUse(s3, 'photos');
    s3.deny({ operation: 'PutObject' });

    const report = await check({ bucket: 'photos', ...OF_OBJECTS });

    expect(of(report, 'says nothing of what it deleted when asked to be quiet')).toMatchObject({
      verdict: 'notTried',
      here: expect.stringContaining('PutObject'),
    });
    expect(report).toMatchObject({ works: true, left: NOTHING });
  });

  it.each([
    ['ListMultipartUploads', 's3:ListBucketMultipartUploads'],
    ['CreateMultipartUpload', 's3:PutObject'],
    ['ListParts', 's3:ListMultipartUploadParts'],
    ['AbortMultipartUpload', 's3:AbortMultipartUpload'],
  ] as const)('says which permission is missing where %s is denied', async (operation, permission) => {
    bucketInUse(s3, 'photos');
    const before = await contentsOf(s3, 'photos');
    s3.deny({ operation });

    const ended = check({ bucket: 'photos' });

    await expect(ended).rejects.toMatchObject({ type: 'AccessDenied', message: expect.stringContaining(permission) });
    expect(await contentsOf(s3, 'photos')).toEqual(before);
  });

  it('finds the uploads whose IDs it was never told, because the answers were lost', async () => {
    bucketInUse(s3, 'photos');
    const before = await contentsOf(s3, 'photos');
    const isTrial = (key: string) => key.endsWith('-a') || key.endsWith('-same');
    s3.fail({ kind: 'truncate', operation: 'CreateMultipartUpload', key: isTrial });

    const { left } = await check({ bucket: 'photos', ...only(...ABORTING) });

    expect(s3.log.count('CreateMultipartUpload')).toBeGreaterThan(ABORTING.length);
    expect(left).toEqual(NOTHING);
    expect(await contentsOf(s3, 'photos')).toEqual(before);
  });

  it('removes the objects of a behaviour that breaks half-way', async () => {
    bucketInUse(s3, 'photos');
    const before = await contentsOf(s3, 'photos');
    const objects: Behaviour = {
      title: 'ends as it began',
      async observe(trial) {
        await complete(trial, await upload(trial, 'completed'));
        await trial.s3.send(new PutObjectCommand({ Bucket: trial.bucket, Key: `${trial.prefix}put`, Body: 'a' }));
        throw new TypeError('half-way');
      },
      asS3: true,
    };

    const { left } = await check({ bucket: 'photos', ...only(objects) });

    expect(s3.log.count('PutObject', 200)).toBe(2);
    expect(left).toEqual(NOTHING);
    expect(await contentsOf(s3, 'photos')).toEqual(before);
  });

  it('writes no object where it could not delete it', async () => {
    bucketInUse(s3, 'photos');
    const before = await contentsOf(s3, 'photos');
    s3.deny({ operation: 'DeleteObject' });

    const report = await check({ bucket: 'photos', ...OF_OBJECTS });

    expect(await contentsOf(s3, 'photos')).toEqual(before);
    expect(s3.log.count('PutObject') + s3.log.count('CompleteMultipartUpload')).toBe(0);
    expect(of(report, 'says nothing of what it deleted when asked to be quiet')).toMatchObject({
      verdict: 'notTried',
      here: expect.stringContaining('s3:DeleteObject'),
    });
  });

  it('names what it cannot remove', async () => {
    bucketInUse(s3, 'photos');
    const before = s3.uploads('photos').map(({ uploadId }) => uploadId);
    s3.deny({ operation: 'AbortMultipartUpload', key: (key) => !key.endsWith('-000-first') });

    const { left } = await check({ bucket: 'photos', ...only(...ABORTING) });

    const ours = s3.uploads('photos').filter(({ uploadId }) => !before.includes(uploadId));
    expect(ours.length).toBeGreaterThan(0);
    expect(left.uploads.map(({ uploadId }) => uploadId).sort()).toEqual(ours.map(({ uploadId }) => uploadId).sort());
    expect(left).toMatchObject({ objects: [], buckets: [] });
  });
});

describe('a check of a store that stops answering', () => {
  it('does not work, and all that is left is named', async () => {
    bucketInUse(s3, 'photos');
    const before = s3.uploads('photos').length;
    let requests = 0;
    s3.onRequest(async () => {
      requests += 1;
      if (requests === 100) await s3.outage(true);
    });

    const { works, left } = await check({ bucket: 'photos' });

    const ours = s3.uploads('photos').filter(({ key }) => /^s3-cleanup-check-[0-9a-f]{16}-\d{3}-/.test(key));
    const named = left.uploads.map(({ key }) => key);
    expect(works).toBe(false);
    expect(ours.filter(({ key }) => !named.includes(key) && !key.includes('0123456789abcdef'))).toEqual([]);
    expect(left.uploads.length).toBeGreaterThan(0);
    expect(s3.uploads('photos').length).toBeGreaterThan(before);
  });
});

describe('a check of a store that differs', () => {
  it.each([
    [{ keyMarkerAlone: 'from' }, 'goes on strictly after a key marker alone, which need not be a key', 'handled'],
    [{ nextMarkers: 'none' }, 'ends a page at max-uploads and says where to go on', 'handled'],
    [{ nextMarkers: 'key' }, 'ends a page at max-uploads and says where to go on', 'handled'],
    [{ markers: 'ignored' }, 'goes on strictly after a key marker alone, which need not be a key', 'handled'],
    [{ markers: 'ignored' }, 'lists every upload of one key once to who goes on from both markers', 'limited'],
    [{ markers: 'refused' }, 'ends a page at max-uploads and says where to go on', 'handled'],
    [{ markers: 'refused' }, 'lists every upload of one key once to who goes on from both markers', 'handled'],
    [{ markers: 'refused' }, 'encodes the marker of the next page under encoding-type=url, too', 'handled'],
  ] as const)('with %j knows what it means: %s', async (options, title, verdict) => {
    bucketInUse(s3, 'photos', options);
    const behaviour = BEHAVIOURS.find((each) => each.title === title) as Behaviour;

    const report = await check({ bucket: 'photos', ...only(behaviour) });

    const seen = of(report, title);
    expect(seen).toMatchObject({ verdict, here: expect.any(String), consequence: expect.any(String) });
    expect(seen?.unknown).toBeUndefined();
    expect(report).toMatchObject({ works: true, left: NOTHING });
  });

  it('does not work where uploads have wrong ages', async () => {
    const behind = await SimulatedS3.start({ now: () => Date.now() - 365 * 86_400_000 });
    bucketInUse(behind, 'photos');

    const title = 'tells when an upload was initiated, the same whenever it is asked';
    const behaviour = BEHAVIOURS.find((each) => each.title === title) as Behaviour;

    const report = await check({ connection: behind.clientConfig(), bucket: 'photos', ...only(behaviour) });

    await behind.stop();
    expect(of(report, title)).toMatchObject({ verdict: 'fails', consequence: expect.stringContaining('--older-than') });
    expect(report).toMatchObject({ works: false, left: NOTHING });
  });

  it('takes no hiccup for a difference', async () => {
    bucketInUse(s3, 'photos');
    const title = 'aborts an upload without parts';
    const behaviour = BEHAVIOURS.find((each) => each.title === title) as Behaviour;
    s3.fail({
      kind: 'InternalError',
      operation: 'AbortMultipartUpload',
      key: (key) => key.endsWith('-001-a'),
      times: 1,
    });

    expect(of(await check({ bucket: 'photos', ...only(behaviour) }), title)).toEqual({ title, verdict: 'asS3' });
  });

  it('shows a difference that it does not know, and leaves nothing of a behaviour that breaks half-way', async () => {
    bucketInUse(s3, 'photos');
    const before = await contentsOf(s3, 'photos');

    const report = await check({ bucket: 'photos', ...only(HALF_WAY) });

    expect(of(report, HALF_WAY.title)).toMatchObject({
      verdict: 'limited',
      unknown: { seen: { throws: 'TypeError: half-way' }, asS3: true },
    });
    expect(report.left).toEqual(NOTHING);
    expect(await contentsOf(s3, 'photos')).toEqual(before);
  });
});
