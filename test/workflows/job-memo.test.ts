import { differencesOf, memoOf } from '../../workflows/job-memo.ts';

const all = { all: true };
const week = { olderThan: '7d' };
const cleanup = { bucket: 'photos', select: week };
const fleet = { buckets: ['a', 'b'], select: all };
const preparation = { bucket: 'photos' };

const differing = (running: object, asked: object) => differencesOf(memoOf(running), asked)?.map(({ field }) => field);

describe('the memo of a job', () => {
  it.each<[string, object, object]>([
    ['the same age, written in another way', cleanup, { ...cleanup, select: { olderThan: '168h' } }],
    ['the same age in milliseconds', cleanup, { ...cleanup, select: { olderThan: 604_800_000 } }],
    [
      'the same instant',
      { ...cleanup, select: { initiatedBefore: '2026-01-31' } },
      { ...cleanup, select: { initiatedBefore: '2026-01-31T01:00:00+01:00' } },
    ],
    ['another pace', cleanup, { ...cleanup, settle: '1s', limits: { concurrency: 5 }, retry: { giveUpAfter: '1h' } }],
    [
      'a default that is spelled out',
      cleanup,
      { ...cleanup, dryRun: false, measure: false, connection: 'default', keepCompleted: 'auto' },
    ],
    ['a dry run that measures', { ...cleanup, dryRun: true }, { ...cleanup, dryRun: true, measure: true }],
    ['the same names in another order', fleet, { ...fleet, buckets: ['b', 'a'], parallelism: 9 }],
    ['no more than asked for', preparation, { ...preparation, emptyObjects: false, blockNewUploads: false }],
  ])('takes %s for the same', (_, running, asked) => {
    expect(differencesOf(memoOf(running), asked)).toEqual([]);
    expect(differencesOf(memoOf(asked), running)).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['dryRun', cleanup, { dryRun: true, measure: false }],
    ['select.olderThan', cleanup, { select: all }],
    ['select.olderThan', cleanup, { select: { olderThan: '8d' } }],
    ['select.initiatedBefore', { ...cleanup, select: all }, { select: { initiatedBefore: '2026-01-31' } }],
    ['prefix', cleanup, { prefix: 'raw/' }],
    ['range', cleanup, { range: { after: 'a' } }],
    ['idleFor', cleanup, { idleFor: '1h' }],
    ['measure', cleanup, { measure: true }],
    ['connection', cleanup, { connection: 'archive' }],
    ['expectedBucketOwner', cleanup, { expectedBucketOwner: '111122223333' }],
    ['requestPayer', cleanup, { requestPayer: 'requester' }],
    ['keepCompleted', cleanup, { keepCompleted: 'never' }],
    ['bucket', cleanup, { bucket: 'videos' }],
    ['buckets', fleet, { buckets: ['a', 'c'] }],
    ['blockNewUploads', preparation, { blockNewUploads: true }],
    ['emptyObjects', preparation, { emptyObjects: true }],
    ['deleteBucket', preparation, { deleteBucket: { confirm: 'photos' } }],
  ])('tells that %s differs, whichever of the two runs', (field, one, change) => {
    const other = { ...one, ...change };
    expect([differing(one, other), differing(other, one)]).toEqual([[field], [field]]);
  });

  it('tells what each of them was given', () => {
    const asked = { bucket: 'photos', prefix: 'raw/', select: all, connection: 'archive' };

    expect(differencesOf(memoOf({ ...cleanup, prefix: 'a/' }), asked)).toEqual([
      { field: 'prefix', running: 'a/', asked: 'raw/' },
      { field: 'connection', running: 'default', asked: 'archive' },
      { field: 'select.olderThan', running: '7d' },
    ]);
  });

  it.each([[undefined], [{}], [{ ticket: 'OPS-42' }]])(
    'is not known where a job was started without it: %j',
    (memo) => {
      expect(differencesOf(memo, cleanup)).toBeUndefined();
    },
  );

  it('holds many names as their number and hash, and still tells them apart', () => {
    const buckets = Array.from({ length: 10_000 }, (_, n) => `bucket-${n}`);
    const large = { ...fleet, buckets };

    expect(JSON.stringify(memoOf(large)).length).toBeLessThan(2_000);
    expect(differing(large, { ...fleet, buckets: [...buckets].reverse() })).toEqual([]);
    expect(differing(large, { ...fleet, buckets: [...buckets.slice(1), 'other'] })).toEqual(['buckets']);
  });
});
