import type { BucketOptions } from '../../simulated-s3/index.ts';
import { System } from '../support/system.ts';

const AWKWARD = ['a b', 'a+b', 'a%20b', '50% off', 'gr\u00fc\u00dfe/\u{1f600}'];

const STORES: Array<[string, BucketOptions, string[]]> = [
  [
    'Ceph RGW 16',
    { keySpelling: 'unsaid', missingUpload: 'no-such-key', keyMarkerAlone: 'from' },
    ['gone-is-no-such-key', 'key-marker-repeats', 'keys-encoded-unsaid', 'marker-not-encoded'],
  ],
  ['LocalStack', { keySpelling: 'claimed', keyMarkerAlone: 'from' }, ['key-marker-repeats', 'keys-not-encoded']],
  [
    'Garage',
    { pageOrder: 'upload ID', nextMarkers: 'within a key', endedMarker: 'accepted' },
    ['listed-in-no-key-order', 'marker-unsaid'],
  ],
  [
    'a store that says little',
    { keySpelling: 'raw', missingUpload: 'not-found', nextMarkers: 'none' },
    ['gone-is-not-found', 'keys-not-encoded', 'marker-unsaid'],
  ],
];

describe.each(STORES)('a cleanup of a store like %s', (_, options, dialect) => {
  let system: System;
  beforeAll(async () => {
    // Small pages, so that there are several.
    system = await System.begin({ maxPageSize: 10 });
  });
  afterAll(() => system.end());

  const store = (bucket: string) => {
    system.s3.createBucket(bucket, options);
    const keys = [...AWKWARD, ...Array.from({ length: 25 }, (_, n) => `dir/${n}`), ...Array(25).fill('same')];
    for (const key of keys) system.s3.seedUpload(bucket, { key, parts: [{ size: 7 }] });
    return keys.length;
  };

  it('leaves nothing, counts each upload once, and tells how the store differs', async () => {
    const total = store('photos');

    const report = await system.clean({ bucket: 'photos', retry: { initial: 100, giveUpAfter: '20s' } });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: total, gone: total, unproven: 0 } });
    expect(system.s3.uploads('photos')).toEqual([]);
    expect(report.dialect).toEqual(dialect);
  });

  it('is counted and measured by a dry run as it is', async () => {
    const total = store('videos');

    const report = await system.clean({ bucket: 'videos', dryRun: true, measure: true });

    expect(report).toMatchObject({
      outcome: 'dry-run',
      uploads: { selected: total },
      measured: { parts: total, bytes: 7 * total },
    });
  });
});
