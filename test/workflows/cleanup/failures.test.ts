import { ApplicationFailure } from '@temporalio/common';
import type { AbortedUpload } from '../../../workflows/cleanup/contract.ts';
import {
  allUnknown,
  bucketIsGone,
  giveUpInTime,
  isAllDenied,
  refuseWhereAllIsDenied,
} from '../../../workflows/cleanup/failures.ts';
import { KEYS_REFUSED_BEFORE_FAILING } from '../../../workflows/durable/policies.ts';
import { jobOf } from '../support/job-of.ts';

const DENIED = 'AbortMultipartUpload: AccessDenied';
const past = '2026-02-01T00:00:00.000Z';
const future = '9999-01-01T00:00:00.000Z';

const refused = (count: number, reason = DENIED): AbortedUpload[] =>
  Array.from({ length: count }, (_, n) => ({
    key: `k${n}`,
    uploadId: `u${n}`,
    initiated: past,
    reason,
    aborts: 0,
  }));
const account = (selected: number, gone = 0) => ({ selected, gone, unproven: 0, reaborted: 0, alreadyGone: 0 });
const failed = (type: string, message: RegExp = /./) =>
  expect.objectContaining({ type, nonRetryable: true, message: expect.stringMatching(message) });

describe('a bucket that S3 no longer knows', () => {
  const noSuchBucket = ApplicationFailure.create({ type: 'NoSuchBucket', message: 'it is not there' });
  const listed = jobOf({ state: { requests: { list: 1, abort: 0, listParts: 0, throttled: 0 } } });

  it('is gone where the job has listed it before', () => {
    expect(bucketIsGone(listed, noSuchBucket)).toBe(true);
    expect(bucketIsGone(jobOf(), noSuchBucket)).toBe(false);
  });

  it('is not gone where something else went wrong', () => {
    expect(bucketIsGone(listed, ApplicationFailure.create({ type: 'AccessDenied' }))).toBe(false);
    expect(bucketIsGone(listed, new Error('a fault'))).toBe(false);
  });
});

describe('a job of which every upload was refused', () => {
  it('fails at the end of the listing, and says what to grant', () => {
    const job = jobOf({ state: { remaining: refused(2), account: account(2) }, listing: { ended: true } });

    expect(() => refuseWhereAllIsDenied(job)).toThrow(
      failed('AccessDenied', /all 2 uploads tried in photos: grant s3:AbortMultipartUpload on/),
    );
  });

  it.each([
    ['ListParts: AccessDenied', /on ListParts of .*grant s3:ListMultipartUploadParts on/],
    [
      'HeadObject: AccessDenied',
      /on HeadObject of .*grant s3:GetObject and s3:ListBucket on .*or start again with keepCompleted "never"/,
    ],
    ['PutPolicy: AccessDenied', /on PutPolicy of .*grant PutPolicy on/],
  ])('for the reason %s says what to grant', (reason, message) => {
    const job = jobOf({ state: { remaining: refused(1, reason), account: account(1) }, listing: { ended: true } });

    expect(() => refuseWhereAllIsDenied(job)).toThrow(failed('AccessDenied', message));
  });

  it('for several reasons says all that is to be granted', () => {
    const remaining = [...refused(1), ...refused(1, 'ListParts: AccessDenied')];
    const job = jobOf({ state: { remaining, account: account(2) }, listing: { ended: true } });

    expect(() => refuseWhereAllIsDenied(job)).toThrow(
      failed('AccessDenied', /grant s3:AbortMultipartUpload and s3:ListMultipartUploadParts on/),
    );
  });

  it('waits for the rest of the listing where few keys were tried', () => {
    const listing = { ended: false };
    const few = jobOf({
      state: { remaining: refused(KEYS_REFUSED_BEFORE_FAILING - 1), account: account(99) },
      listing,
    });
    const many = jobOf({ state: { remaining: refused(KEYS_REFUSED_BEFORE_FAILING), account: account(100) }, listing });

    expect(() => refuseWhereAllIsDenied(few)).not.toThrow();
    expect(() => refuseWhereAllIsDenied(many)).toThrow(failed('AccessDenied'));
  });

  it('counts keys, not uploads, before it fails ahead of the end', () => {
    const remaining = refused(KEYS_REFUSED_BEFORE_FAILING).map((upload) => ({ ...upload, key: 'one' }));

    expect(() => refuseWhereAllIsDenied(jobOf({ state: { remaining, account: account(100) } }))).not.toThrow();
  });

  it('does not wait where ranges are at work: they were tried as a whole', () => {
    const ranges = new Map([['range-1', {}]]);
    const job = jobOf({ state: { remaining: refused(1), account: account(1) }, ranges });

    expect(() => refuseWhereAllIsDenied(job)).toThrow(failed('AccessDenied'));
  });

  it.each([
    ['one was proven gone', jobOf({ state: { remaining: refused(1), account: account(2, 1), hasProof: true } })],
    [
      'one was proven gone, and may be back',
      jobOf({ state: { remaining: refused(1), account: account(1), hasProof: true } }),
    ],
    ['one is in doubt', jobOf({ state: { remaining: refused(1), account: { ...account(1), inDoubt: 1 } } })],
    ['nothing remains', jobOf()],
    ['one remains for another reason', jobOf({ state: { remaining: [...refused(1), ...refused(1, 'PartsRemain')] } })],
  ])('is not one of which %s', (_, job) => {
    expect(isAllDenied(job)).toBe(false);
  });
});

describe('a job that could look into no upload', () => {
  const ended = { ended: true, keptActive: 2, notLookedInto: { AccessDenied: 2 } };

  it('fails at the end of the listing, and says what to grant', () => {
    expect(() => refuseWhereAllIsDenied(jobOf({ listing: ended }))).toThrow(
      failed('AccessDenied', /on ListParts of all 2 uploads .*grant s3:ListMultipartUploadParts/),
    );
  });

  it.each([
    ['the listing goes on', jobOf({ listing: { ...ended, ended: false }, ranges: new Map([['range-1', {}]]) })],
    ['it could look into one', jobOf({ listing: { ...ended, keptActive: 3 } })],
    ['it selected one', jobOf({ listing: ended, state: { account: account(1) } })],
    ['one looked completed', jobOf({ listing: { ...ended, keptCompleted: 1 } })],
    ['there was none', jobOf({ listing: { ended: true } })],
  ])('does not fail where %s', (_, job) => {
    expect(() => refuseWhereAllIsDenied(job)).not.toThrow();
  });

  it.each([
    [['AccessDenied'], 'AccessDenied', /on ListParts of all 3 uploads/],
    [['HeadObject: AccessDenied'], 'AccessDenied', /on HeadObject of all 3 uploads/],
    [['AccessDenied', 'InternalError'], 'S3Unavailable', /^ListParts of all 3 uploads tried in photos went wrong: /],
    [['HeadObject: AccessDenied', 'AccessDenied'], 'AccessDenied', /on HeadObject and ListParts of all 3 uploads/],
    [['AccessDenied: not'], 'S3Unavailable', /AccessDenied: not/],
  ])('for the reasons %j fails with %s', (reasons, type, message) => {
    expect(allUnknown(jobOf(), 3, reasons)).toEqual(failed(type, message));
  });
});

describe('the time to give up', () => {
  const remaining = refused(2, 'PartsRemain');
  const skippedKeys = ['a'];

  it('ends a job of which something remains, with a true account', () => {
    const job = jobOf({ state: { pass: 1, remaining, account: account(2), givesUpAt: past } });

    expect(() => giveUpInTime(job)).toThrow(
      expect.objectContaining({
        ...failed('UploadsRemain', /^2 uploads remain in photos after 1 pass: 2 PartsRemain$/).sample,
        details: [
          {
            report: expect.objectContaining({ outcome: 'uploads-remain' }),
            remaining: { PartsRemain: 2 },
            uploads: remaining.map(({ aborts: _, ...upload }) => upload),
          },
        ],
      }),
    );
  });

  it('names at most a hundred of the uploads that remain', () => {
    const job = jobOf({ state: { remaining: refused(101, 'PartsRemain'), givesUpAt: past } });

    expect(detailsOf(() => giveUpInTime(job))).toMatchObject({
      remaining: { PartsRemain: 101 },
      uploads: { length: 100 },
    });
  });

  it.each([
    ['has not come', { remaining, givesUpAt: future }],
    ['is not known', { remaining, givesUpAt: null }],
    ['finds nothing that remains', { givesUpAt: past }],
  ])('ends nothing where it %s', (_, state) => {
    expect(() => giveUpInTime(jobOf({ state: { pass: 2, ...state } }))).not.toThrow();
  });

  it('ends a job whose uploads could not be looked into, and says why', () => {
    const job = jobOf({ state: { pass: 2, givesUpAt: past }, listing: { notLookedInto: { AccessDenied: 3 } } });

    expect(detailsOf(() => giveUpInTime(job))).toMatchObject({ remaining: { 'ListParts: AccessDenied': 3 } });
  });

  it('ends a job whose every pass finds something: what is new, and what came back', () => {
    const again = refused(1).map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
    const listing = { isUntouched: false, found: 3, foundAgain: 1, again };
    const job = jobOf({ state: { pass: 2, givesUpAt: past }, listing });

    expect(detailsOf(() => giveUpInTime(job))).toMatchObject({
      remaining: { ListedAgain: 1, NewUploads: 2 },
      uploads: [{ ...again[0], reason: 'ListedAgain' }],
    });
  });

  it.each([
    [{ found: 2, foundAgain: 2 }, { ListedAgain: 2 }],
    [{ found: 2, foundAgain: 0 }, { NewUploads: 2 }],
  ])('of a job whose last pass found %j names nothing else', (listing, expected) => {
    const job = jobOf({ state: { pass: 2, givesUpAt: past }, listing: { isUntouched: false, ...listing } });

    expect((detailsOf(() => giveUpInTime(job)) as { remaining: object }).remaining).toEqual(expected);
  });

  it('names what the last pass found only where nothing remains', () => {
    const again = refused(1).map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
    const listing = { isUntouched: false, found: 1, foundAgain: 1, again };
    const job = jobOf({ state: { pass: 2, remaining, givesUpAt: past }, listing });

    expect(detailsOf(() => giveUpInTime(job))).toMatchObject({
      remaining: { PartsRemain: 2 },
      uploads: { length: 2 },
    });
  });

  it.each([
    ['the first one', { pass: 1 }, { isUntouched: false, found: 1 }],
    ['one that found nothing', { pass: 2 }, { isUntouched: false, found: 0 }],
    ['one that touched nothing', { pass: 2 }, { isUntouched: true, found: 1 }],
  ])('waits for another pass after %s, where nothing remains', (_, state, listing) => {
    expect(() => giveUpInTime(jobOf({ state: { ...state, givesUpAt: past }, listing }))).not.toThrow();
  });

  it('need not come where keys are skipped and nothing else is left to do: another pass would skip them, too', () => {
    const listing = { hasGaps: true, isUntouched: true };

    expect(() => giveUpInTime(jobOf({ state: { skippedKeys }, listing }))).toThrow(failed('Unsupported', /within "a"/));
    expect(() => giveUpInTime(jobOf({ listing }))).toThrow(failed('Unsupported', /continued: S3/));
  });

  it.each([
    ['something was done', {}, { isUntouched: false }],
    ['something remains', { remaining }, {}],
    ['something could not be looked into', {}, { notLookedInto: { AccessDenied: 1 } }],
  ])('has to come where keys are skipped and %s', (_, state, listing) => {
    const job = jobOf({
      state: { skippedKeys, givesUpAt: future, ...state },
      listing: { hasGaps: true, isUntouched: true, ...listing },
    });

    expect(() => giveUpInTime(job)).not.toThrow();
  });

  it('ends a job that skipped keys, and of which nothing else remains, as one whose listing cannot be continued', () => {
    const job = jobOf({ state: { skippedKeys, givesUpAt: past }, listing: { hasGaps: true, isUntouched: false } });

    expect(() => giveUpInTime(job)).toThrow(failed('Unsupported'));
  });

  it('ends a job that found nothing which can be named as one of which uploads remain', () => {
    const job = jobOf({
      state: { pass: 2, givesUpAt: past },
      listing: { hasGaps: true, isUntouched: false, notLookedInto: {} },
    });

    expect(detailsOf(() => giveUpInTime(job))).toMatchObject({ remaining: {}, uploads: [] });
  });

  it('says which keys were skipped beside what remains', () => {
    const state = { remaining, skippedKeys, givesUpAt: past, pass: 2 };
    const job = jobOf({ state, listing: { hasGaps: true } });

    expect(() => giveUpInTime(job)).toThrow(failed('UploadsRemain', /after 2 passes: 2 PartsRemain\. .*within "a"/));
  });
});

function detailsOf(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return (error as ApplicationFailure).details?.[0];
  }
  throw new Error('nothing was thrown');
}
