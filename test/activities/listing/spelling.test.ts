import { createGateway } from '../../../activities/index.ts';
import { systemClock } from '../../../activities/s3/clock.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { type BucketOptions, SimulatedS3 } from '../../../simulated-s3/index.ts';
import { Attempt } from '../support/activity-environment.ts';
import { limits, target } from '../support/fake-gateway.ts';

const AWKWARD = [
  'a b',
  'a+b',
  'a%20b',
  'a%2Bb',
  'a%2520b',
  '50% off',
  '+',
  '%41',
  'plain',
  'gr\u00fc\u00dfe/\u{1f600} +',
];

type Spelling = NonNullable<BucketOptions['keySpelling']>;

const STORES: Spelling[] = ['unsaid', 'claimed', 'raw', 'plus stays'];

let s3: SimulatedS3;

beforeAll(async () => {
  s3 = await SimulatedS3.start();
});
afterAll(() => s3.stop());
afterEach(() => s3.removeBucket(target.bucket));

describe.each([true, false])('a listing (lean: %s)', (lean) => {
  let gateway: S3Gateway;

  // What a connection has learned, it remembers.
  beforeEach(() => {
    gateway = createGateway({ ...s3.clientConfig(), lean });
    s3.log.clear();
  });
  afterEach(() => gateway.close());

  const attempt = () => new Attempt(gateway, {}, systemClock);
  const store = (keySpelling: Spelling, keys: string[], parts = [{ size: 1 }]) => {
    s3.createBucket(target.bucket, { keySpelling });
    for (const key of keys) s3.seedUpload(target.bucket, { key, parts });
  };
  const keysListed = async () => (await attempt().list({ target })).uploads.map(({ key }) => key).sort();
  const asked = () => s3.log.of('ListParts').length;

  describe.each(STORES)('of a store that spells keys %j', (spelling) => {
    it.each(AWKWARD)('tells the key %j as it is, were it the only one', async (key) => {
      store(spelling, [key]);

      expect(await keysListed()).toEqual([key]);
    });

    it.each(['a b', 'a+b', 'a%20b'])('tells the key %j of an upload without parts', async (key) => {
      store(spelling, [key], []);

      expect(await keysListed()).toEqual([key]);
    });

    it('tells all keys, and asks little', async () => {
      store(spelling, AWKWARD);

      expect(await keysListed()).toEqual([...AWKWARD].sort());
      expect(asked()).toBeLessThanOrEqual(4);
    });

    it('asks nothing about keys that are the same in every spelling', async () => {
      store(spelling, ['plain', 'video-1.mp4', '_-.~']);

      expect(await keysListed()).toHaveLength(3);
      expect(asked()).toBe(0);
    });

    it('asks once for a connection', async () => {
      store(spelling, ['a b', 'a+b', 'a%20b']);
      await keysListed();
      const before = asked();

      expect(await keysListed()).toEqual(['a b', 'a%20b', 'a+b']);
      expect(asked()).toBe(before);
    });

    it('goes on from an awkward key', async () => {
      store(spelling, AWKWARD);
      const { uploads } = await attempt().list({ target });
      const [first, ...others] = uploads;

      const rest = await attempt().list({ target, marker: { key: first?.key as string } });

      expect(rest.uploads).toEqual(others);
    });

    it('has its uploads aborted and proven gone', async () => {
      store(spelling, AWKWARD);
      const { uploads } = await attempt().list({ target });

      await attempt().abort({ target, uploads, limits });

      expect(s3.uploads(target.bucket)).toEqual([]);
      expect((await attempt().verify({ target, uploads, limits })).remaining).toEqual([]);
    });
  });

  it('of AWS costs no other request, whatever its keys are', async () => {
    store('encoded', AWKWARD);

    expect(await keysListed()).toEqual([...AWKWARD].sort());
    expect(s3.log.entries.map(({ operation }) => operation)).toEqual(['ListMultipartUploads']);
  });

  it('of a directory bucket costs no other request, though its keys are not said to be encoded: only AWS has such buckets', async () => {
    const zonal = { ...target, bucket: 'fast--use1-az4--x-s3' };
    s3.createBucket(zonal.bucket, { keySpelling: 'raw' });
    s3.seedUpload(zonal.bucket, { key: 'dir/a%20b' });

    const { uploads, requests, dialect } = await attempt().list({ target: zonal });
    s3.removeBucket(zonal.bucket);

    expect([uploads[0]?.key, requests, dialect]).toEqual(['dir/a%20b', { list: 1 }, undefined]);
  });

  it.each([
    ['encoded', undefined],
    ['unsaid', ['keys-encoded-unsaid']],
    ['claimed', ['keys-not-encoded']],
    ['raw', ['keys-not-encoded']],
    ['plus stays', ['keys-plus-not-encoded']],
  ] as const)('of a store that spells keys %j tells so', async (spelling, dialect) => {
    store(spelling, AWKWARD);

    expect((await attempt().list({ target })).dialect).toEqual(dialect);
  });

  it('asks about another upload where one has vanished, and takes the likeliest reading where all have', async () => {
    store('claimed', ['a%20b', 'c%20d']);
    const heal = s3.fail({ operation: 'ListParts', key: 'a%20b', kind: { status: 404, code: 'NoSuchUpload' } });

    expect(await keysListed()).toEqual(['a%20b', 'c%20d']);
    heal();
  });

  it('takes the likeliest reading where ListParts is denied', async () => {
    store('claimed', ['a%20b']);
    const heal = s3.fail({ operation: 'ListParts', kind: { status: 403, code: 'AccessDenied' } });

    expect(await keysListed()).toEqual(['a b']);
    expect(asked()).toBe(1);
    heal();
  });
});
