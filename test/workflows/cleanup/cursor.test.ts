import type { Marker, UploadPage } from '../../../activities/contract.ts';
import { fingerprint } from '../../../domain/upload.ts';
import type { AbortedUpload, ListingState } from '../../../workflows/cleanup/contract.ts';
import { goOnAfter, type Segment } from '../../../workflows/cleanup/cursor.ts';
import type { Job } from '../../../workflows/cleanup/job.ts';
import { jobOf } from '../support/job-of.ts';

const DIRECTORY = 'photos--use1-az4--x-s3';
const soon = '2026-02-01T00:00:05.000Z';

const upload = (key: string, uploadId = key): AbortedUpload => ({
  key,
  uploadId,
  initiated: '2026-01-01T00:00:00Z',
  reason: '',
  aborts: 1,
});

/** A page of these uploads, `key` or `key#uploadId`. */
function pageOf(names: string[], next?: Marker, more: Partial<UploadPage> = {}): UploadPage {
  const uploads = names.map((name) => upload(...(name.split('#') as [string, string?])));
  return { uploads, keptYoung: 0, initiators: [], requests: {}, ...(next && { next }), ...more };
}

function segmentOf(pages: UploadPage[], more: Partial<Segment> = {}): Segment {
  const uploads = pages.flatMap((page) => page.uploads as AbortedUpload[]);
  return {
    pages,
    uploads,
    before: [],
    taken: new Set(),
    active: new Set(),
    completed: new Set(),
    lost: false,
    ...more,
  };
}

interface After {
  segment: Segment;
  listing?: Partial<ListingState>;
  there?: string[];
  hasGrown?: boolean;
  bucket?: string;
  pass?: number;
  givesUpAt?: string | null;
}

/** Where a listing stands after a stretch. */
function goOn({ segment, listing, there = [], hasGrown = false, bucket = 'photos', pass = 1, givesUpAt }: After): Job {
  const job = jobOf({ input: { bucket }, state: { pass, givesUpAt: givesUpAt ?? null }, ...(listing && { listing }) });
  goOnAfter(job, segment, new Set(there), hasGrown);
  return job;
}

const placeOf = ({ state: { listing } }: Job) => listing.marker;

describe('the place after a stretch', () => {
  it('is the end where the last page has no next', () => {
    const { state } = goOn({ segment: segmentOf([pageOf(['a'], { key: 'a' }), pageOf(['b'])]) });

    expect(state.listing).toMatchObject({ ended: true, standstills: 0 });
    expect(state.listing).not.toHaveProperty('marker');
  });

  it('is behind the last key that is listed to its end', () => {
    const { state } = goOn({ segment: segmentOf([pageOf(['a'], { key: 'a' }), pageOf(['b'], { key: 'b' })]) });

    expect(state.listing).toMatchObject({ ended: false, marker: { key: 'b' }, keyPlace: { marker: { key: 'b' } } });
  });

  it('is behind an upload that S3 knows for its own page, where the job has not taken it', () => {
    const next = { key: 'b', uploadId: 'young' };

    expect(placeOf(goOn({ segment: segmentOf([pageOf(['a'], next)]) }))).toEqual(next);
  });

  it('is not behind an upload that is gone: it stays where it was, or behind the last one that is still there', () => {
    const page = pageOf(['a#1', 'a#2', 'a#3'], { key: 'a', uploadId: '3' });
    const stretch = segmentOf([page]);

    expect(placeOf(goOn({ segment: stretch }))).toBeUndefined();
    expect(placeOf(goOn({ segment: stretch, there: ['3'] }))).toEqual({ key: 'a', uploadId: '3' });
    expect(placeOf(goOn({ segment: stretch, there: ['1', '2'] }))).toEqual({ key: 'a', uploadId: '2' });
  });

  it.each(['active', 'completed'] as const)('is behind an upload that is kept as %s', (why) => {
    const segment = segmentOf([pageOf(['a#1', 'a#2'], { key: 'a', uploadId: '2' })], { [why]: new Set(['1']) });

    expect(placeOf(goOn({ segment }))).toEqual({ key: 'a', uploadId: '1' });
  });

  it('is behind the page, whatever is gone, where it is a marker of our own', () => {
    const next: Marker = { key: 'a', uploadId: '1', unpaged: true };

    expect(placeOf(goOn({ segment: segmentOf([pageOf(['a#1'], next)]) }))).toEqual(next);
  });

  it('is that of an earlier page where the last one has none', () => {
    const pages = [pageOf(['a'], { key: 'a' }), pageOf(['b#1'], { key: 'b', uploadId: '1' })];

    expect(placeOf(goOn({ segment: segmentOf(pages) }))).toEqual({ key: 'a' });
  });

  it('is not that of the marker that S3 has just refused', () => {
    const pages = [pageOf(['a'], { key: 'a' }), pageOf(['b'], { key: 'b' })];

    expect(placeOf(goOn({ segment: segmentOf(pages, { lost: true }) }))).toEqual({ key: 'a' });
  });

  it('is not behind the upload of a refused marker, though it is there, but behind the one before', () => {
    const segment = segmentOf([pageOf(['a#1', 'a#2'], { key: 'a', uploadId: '2' })], { lost: true });

    expect(placeOf(goOn({ segment, there: ['1', '2'] }))).toEqual({ key: 'a', uploadId: '1' });
    expect(placeOf(goOn({ segment, there: ['2'] }))).toBeUndefined();
  });

  it('is not the end where S3 refused the marker of the last page', () => {
    expect(goOn({ segment: segmentOf([pageOf(['a'])], { lost: true }) }).state.listing.ended).toBe(false);
  });
});

describe('what is kept up to a place', () => {
  it('is that of all pages up to the end', () => {
    const segment = segmentOf(
      [pageOf(['a', 'b'], { key: 'b' }, { keptYoung: 2 }), pageOf(['c'], undefined, { keptYoung: 3 })],
      { active: new Set(['a', 'c']), completed: new Set(['b']) },
    );
    const { state } = goOn({ segment, listing: { keptYoung: 10, keptActive: 20, keptCompleted: 30 } });

    expect(state.listing).toMatchObject({ keptYoung: 15, keptActive: 22, keptCompleted: 31 });
  });

  it('leaves out what comes behind the place: it will be listed once more', () => {
    const page = pageOf(['a#1', 'a#2', 'a#3'], { key: 'a', uploadId: '3' }, { keptYoung: 4, youngAfter: [0, 1, 1, 3] });
    const { state } = goOn({ segment: segmentOf([page], { active: new Set(['1', '2']) }) });

    // The young ones before the third upload, and the two that are active.
    expect(state.listing).toMatchObject({ marker: { uploadId: '2' }, keptYoung: 3, keptActive: 2 });
  });

  it('counts what an earlier stretch has listed, and only now is kept', () => {
    const before = [upload('a'), upload('b', '1'), upload('y'), upload('z')];
    const segment = segmentOf([pageOf(['y'])], { before, active: new Set(['a', 'y', 'z']), completed: new Set(['1']) });
    const { state } = goOn({ segment, listing: { marker: { key: 'b', uploadId: '1' } } });

    // Of the others, one is on a page, and one is listed later.
    expect(state.listing).toMatchObject({ keptActive: 2, keptCompleted: 1 });
  });

  it('counts of that only what stays listed, where the listing goes back to a key', () => {
    const before = [upload('a'), upload('b', '1')];
    const segment = segmentOf([], { before, lost: true, active: new Set(['a']), completed: new Set(['1']) });
    const keyPlace = { marker: { key: 'a' }, keptYoung: 0, keptActive: 0 };
    const { state } = goOn({ segment, listing: { marker: { key: 'b', uploadId: '1' }, keyPlace } });

    expect(state.listing).toMatchObject({ keptActive: 1, keptCompleted: 0 });
  });

  it('leaves out what is kept itself, where S3 refuses its marker', () => {
    const page = pageOf(['a#1', 'a#2'], { key: 'a', uploadId: '2' });
    const segment = segmentOf([page], { lost: true, active: new Set(['2']) });
    const { state } = goOn({ segment, there: ['1'] });

    expect(state.listing).toMatchObject({ marker: { uploadId: '1' }, keptActive: 0 });
  });

  it('is remembered with the place that is a key', () => {
    const segment = segmentOf([pageOf(['a'], { key: 'a' }, { keptYoung: 1 })], { active: new Set(['a']) });
    const { state } = goOn({ segment, listing: { keptCompleted: 3 } });

    expect(state.listing.keyPlace).toEqual({ marker: { key: 'a' }, keptYoung: 1, keptActive: 1, keptCompleted: 3 });
  });
});

describe('a place inside a key, or a token', () => {
  it.each([
    ['inside a key', 'photos', { key: 'b', uploadId: 'young' }],
    ['of a directory bucket', DIRECTORY, { key: 'token' }],
  ])('%s may be refused later, so it is not remembered as one that stays good', (_, bucket, next) => {
    const keyPlace = { keptYoung: 0, keptActive: 0 };
    const { state } = goOn({ segment: segmentOf([pageOf(['a'], next)]), bucket, listing: { keyPlace, refusals: 1 } });

    expect(state.listing).toMatchObject({ marker: next, keyPlace, refusals: 1 });
    expect(state.listing.keyPlace).not.toHaveProperty('marker');
  });

  it('that is a key, and another than before, ends the count of refusals', () => {
    const segment = segmentOf([pageOf(['a'], { key: 'a' })]);
    const same = { key: 'a' };
    const keyPlace = { marker: same, keptYoung: 0, keptActive: 0 };

    expect(goOn({ segment, listing: { refusals: 1 } }).state.listing.refusals).toBe(0);
    expect(goOn({ segment, listing: { refusals: 1, keyPlace } }).state.listing.refusals).toBe(1);
  });

  it('counts no refusals any more where something was proven or found', () => {
    const segment = segmentOf([pageOf(['a'], { key: 'b', uploadId: 'young' })]);

    expect(goOn({ segment, listing: { refusals: 1 }, hasGrown: true }).state.listing.refusals).toBe(0);
    expect(goOn({ segment, listing: { refusals: 1 } }).state.listing.refusals).toBe(1);
  });
});

describe('a listing that advances', () => {
  const advances = segmentOf([pageOf(['a'], { key: 'a' })]);

  it('forgets that it stood still', () => {
    expect(goOn({ segment: advances, listing: { standstills: 2 } }).state.listing.standstills).toBe(0);
  });

  it('lets the give-up clock go on from the beginning, in the first pass alone', () => {
    expect(goOn({ segment: advances, givesUpAt: soon }).state.givesUpAt).not.toBe(soon);
    expect(goOn({ segment: advances, givesUpAt: soon, pass: 2 }).state.givesUpAt).toBe(soon);
  });

  it('does not, where it went back before: it advances over the same keys again', () => {
    const { state } = goOn({ segment: advances, givesUpAt: soon, listing: { relisted: 'b' } });

    expect(state.givesUpAt).toBe(soon);
  });

  it('starts no clock', () => {
    expect(goOn({ segment: advances }).state.givesUpAt).toBeNull();
  });

  it('that will list some uploads once more says up to which key', () => {
    const pages = [pageOf(['a'], { key: 'a' }), pageOf(['b#1', 'c#1'], { key: 'c', uploadId: '1' })];
    const { state } = goOn({ segment: segmentOf(pages), givesUpAt: soon });

    expect(state.listing).toMatchObject({ marker: { key: 'a' }, relisted: 'c' });
    expect(state.givesUpAt).toBe(soon);
  });

  it('that will list nothing once more says nothing', () => {
    expect(goOn({ segment: advances }).state.listing).not.toHaveProperty('relisted');
  });
});

describe('a listing that stands still', () => {
  const marker = { key: 'a' };
  const still = segmentOf([pageOf(['b#1'], { key: 'b', uploadId: '1' })]);

  it('starts the give-up clock, and is counted', () => {
    const { state } = goOn({ segment: still, listing: { marker } });

    expect(state.givesUpAt).not.toBeNull();
    expect(state.listing).toMatchObject({ standstills: 1, marker });
  });

  it('is not counted where something was proven or found meanwhile', () => {
    const { state } = goOn({ segment: still, listing: { marker, standstills: 1 }, hasGrown: true });

    expect(state.listing.standstills).toBe(0);
  });

  it('takes the risk of a marker that S3 may refuse, rather than to skip the key', () => {
    const { state } = goOn({ segment: still, listing: { marker, standstills: 2 } });

    expect(state.listing).toMatchObject({ marker: { key: 'b', uploadId: '1' }, standstills: 0 });
  });

  it('skips the key after three times; the others are cleaned meanwhile', () => {
    const lost = { ...still, lost: true };
    const { state } = goOn({ segment: lost, listing: { marker, standstills: 2 } });

    expect(state.listing).toMatchObject({ marker: { key: 'b' }, standstills: 0, hasGaps: true, ended: false });
    expect(state.skippedKeys).toEqual(['b']);
  });

  it.each<[string, Segment, Partial<ListingState>, string?]>([
    ['it has no key to skip', segmentOf([pageOf(['b'])], { lost: true }), { marker }],
    ['it is behind that key already', { ...still, lost: true }, { marker: { key: 'b' } }],
    ['the bucket lists in no order', { ...still, lost: true }, { marker }, DIRECTORY],
  ])('cannot be continued where %s', (_, segment, listing, bucket = 'photos') => {
    const act = () => goOn({ segment, listing: { ...listing, standstills: 2 }, bucket });

    expect(act).toThrow(expect.objectContaining({ type: 'Unsupported' }));
  });
});

describe('a listing whose own marker S3 refuses', () => {
  const refused = segmentOf([], { lost: true });
  const marker = { key: 'b', uploadId: '1' };
  const keyPlace = { marker: { key: 'a' }, keptYoung: 1, keptActive: 2, keptCompleted: 3 };

  it('goes back to the last place that was a key, and to what was kept up to there', () => {
    const listing = { marker, keyPlace, keptYoung: 7, keptActive: 8, keptCompleted: 9 };
    const { state } = goOn({ segment: refused, listing });

    expect(state.listing).toMatchObject({ ended: false, marker: { key: 'a' }, relisted: 'b', refusals: 1 });
    expect(state.listing).toMatchObject({ keptYoung: 1, keptActive: 2, keptCompleted: 3 });
    expect(state.givesUpAt).not.toBeNull();
  });

  it('goes back to the beginning where there was none', () => {
    const { state } = goOn({ segment: refused, listing: { marker } });

    expect(state.listing).not.toHaveProperty('marker');
    expect(state.listing).toMatchObject({ relisted: 'b', keptYoung: 0 });
  });

  it('of a directory bucket will list any key once more', () => {
    const { state } = goOn({ segment: refused, listing: { marker: { key: 'token' } }, bucket: DIRECTORY });

    expect(state.listing.relisted).toBe('\u{10ffff}');
  });

  it('at the beginning lists nothing once more', () => {
    expect(goOn({ segment: refused }).state.listing).not.toHaveProperty('relisted');
  });

  it('skips the key at the third time', () => {
    const { state } = goOn({ segment: refused, listing: { marker, keyPlace, refusals: 2 } });

    expect(state.skippedKeys).toEqual(['b']);
    expect(state.listing).toMatchObject({ marker: { key: 'b' }, hasGaps: true, refusals: 0 });
  });

  it('keeps what it has listed, where pages came before', () => {
    const segment = segmentOf([pageOf(['a'], { key: 'a' }), pageOf(['b'], { key: 'b' })], { lost: true });

    expect(goOn({ segment, listing: { marker: { key: '0' } } }).state.listing).toMatchObject({
      marker: { key: 'a' },
      refusals: 0,
    });
  });

  it('is no refusal where there was no page, and no marker either', () => {
    const { state } = goOn({ segment: segmentOf([]), listing: { marker: { key: 'a' } } });

    expect(state.listing).toMatchObject({ refusals: 0, standstills: 1, marker: { key: 'a' } });
  });
});

describe('what S3 may list once more', () => {
  const named = ({ state: { counted } }: Job, name: string) =>
    counted.includes(fingerprint({ key: name.split('#')[0] ?? '', uploadId: name.split('#')[1] ?? name }));

  it('is known by name from then on: what was gone, behind the last place that is a key', () => {
    const page = pageOf(['b#1', 'b#2'], { key: 'b', uploadId: '2' });
    const segment = segmentOf([page], { uploads: [upload('a'), ...(page.uploads as AbortedUpload[])] });
    const listing = { marker: { key: 'a' }, keyPlace: { marker: { key: 'a' }, keptYoung: 0, keptActive: 0 } };
    const job = goOn({ segment, listing, there: ['2'] });

    expect([named(job, 'a'), named(job, 'b#1'), named(job, 'b#2')]).toEqual([false, true, false]);
  });

  it('is everything that was gone where no key is listed to its end', () => {
    const job = goOn({ segment: segmentOf([pageOf(['a#1', 'a#2'], { key: 'a', uploadId: '2' })]) });

    expect([named(job, 'a#1'), named(job, 'a#2')]).toEqual([true, true]);
  });

  it('is nothing at the end of the listing', () => {
    expect(goOn({ segment: segmentOf([pageOf(['a'])]) }).state.counted).toEqual([]);
  });
});
