import { nameOf } from '../../../../domain/upload.ts';
import { countedByName } from '../../../../workflows/cleanup/account/known.ts';
import { absorbed } from '../../../../workflows/cleanup/account/ranges.ts';
import {
  aborted,
  kept,
  keptCompleted,
  proven,
  refused,
  skipped,
  stillThere,
  tallied,
} from '../../../../workflows/cleanup/account/verbs.ts';
import type { Job } from '../../../../workflows/cleanup/job.ts';
import { COUNTED_AT_MOST, REMAINING_AT_MOST } from '../../../../workflows/durable/policies.ts';
import { account, during, hashOf, soon, unnamed, upload } from '../../support/accounts.ts';
import { jobOf } from '../../support/job-of.ts';

describe('the names that a job remembers', () => {
  it('are each one once, and bounded', () => {
    const job = jobOf();

    countedByName(job, [upload('a'), upload('a')]);
    expect(job.state.counted).toEqual([hashOf('a')]);

    countedByName(
      job,
      Array.from({ length: COUNTED_AT_MOST + 1 }, (_, n) => upload(`k${n}`)),
    );
    expect(job.state.counted).toHaveLength(COUNTED_AT_MOST);
  });
});

describe('an upload that is kept after all', () => {
  it('is not selected, nor in hand, nor known by name', () => {
    const job = jobOf({ state: { account, counted: [hashOf('a'), hashOf('b')] }, listing: { found: 2 }, inHand: 2 });

    kept(job, [upload('a')], ['AccessDenied']);

    expect(job).toMatchObject({ inHand: 1, state: { account: { selected: 4, gone: 3 }, counted: [hashOf('b')] } });
    expect(job.state.listing).toMatchObject({ found: 1, notLookedInto: { AccessDenied: 1 } });
  });

  it('of a range leaves what its parent has counted as many as they are', () => {
    const counted = ['a', 'b', 'c'].map(hashOf);
    const [inherited, own] = [0, 1].map(() => jobOf({ state: { counted: [...counted], inherited: 2 } }));

    kept(inherited as never, [upload('a')]);
    kept(own as never, [upload('c')]);

    expect(inherited?.state).toMatchObject({ counted: counted.slice(1), inherited: 1 });
    expect(own?.state).toMatchObject({ counted: counted.slice(0, 2), inherited: 2 });
  });

  it('was not gone, if that was in doubt: it is given back to the account', () => {
    const again = [nameOf(upload('a')), nameOf(upload('b'))];
    const job = jobOf({ state: { account: { ...account, inDoubt: 1 } }, listing: { foundAgain: 1, again }, inHand: 1 });
    const inDoubt = upload('a', { isInDoubt: true });

    kept(job, [inDoubt]);

    expect(job.state.account).toMatchObject({ selected: 5, gone: 4, inDoubt: 0 });
    expect(job.state.listing).toMatchObject({ foundAgain: 0, again: [nameOf(upload('b'))] });
    expect(inDoubt).not.toHaveProperty('isInDoubt');
  });

  it('as completed is named, once, up to twenty of them', () => {
    const job = jobOf({ listing: { keptBefore: 30 } });

    keptCompleted(job, [upload('a'), upload('b')]);
    keptCompleted(job, [upload('a')]);
    expect(job.state.listing.completed).toEqual([nameOf(upload('a')), nameOf(upload('b'))]);
    expect(job.state.listing.keptBefore).toBe(27);

    keptCompleted(
      job,
      Array.from({ length: 30 }, (_, n) => upload(`k${n}`)),
    );
    expect(job.state.listing.completed).toHaveLength(20);
    expect(job.state.listing.keptBefore).toBe(0);
  });

  it('leaves no trace where there is none', () => {
    const job = jobOf();

    keptCompleted(job, []);

    expect(job.state.listing).not.toHaveProperty('completed');
    expect(job.state.listing).not.toHaveProperty('keptBefore');
  });
});

describe('an abort that S3 accepted', () => {
  it('is counted in the upload, and touches the pass', () => {
    const job = jobOf({ state: { account } });
    const first = upload('a', { aborts: 0, reason: 'X' });

    expect(aborted(job, [first], 2)).toBe(0);

    expect(first).toMatchObject({ aborts: 1, reason: '' });
    expect(job.state).toMatchObject({ account: { ...account, alreadyGone: 2 }, listing: { isUntouched: false } });
    expect(job.state.counted).toEqual([]);
  });

  it('of none touches nothing', () => {
    const job = jobOf();

    aborted(job, [], 0);

    expect(job.state.listing.isUntouched).toBe(true);
  });

  it('that is the second of an upload is told, and no other', () => {
    const job = jobOf({ state: { account } });

    expect(aborted(job, [upload('a'), upload('b', { aborts: 2 }), upload('c', { aborts: 0 })], 0)).toBe(1);

    expect(job.state).toMatchObject({ account: { reaborted: 1 }, reaborted: [hashOf('a')] });
  });

  it('ends the doubt; what came back more often than it was gone was never counted', () => {
    const job = jobOf({ state: { account: { ...account, selected: 2, gone: -1, inDoubt: 2 } } });
    const [one, other] = [upload('a', { isInDoubt: true }), upload('b', { isInDoubt: true })];

    aborted(job, [one], 0);
    expect(job.state.account).toMatchObject({ selected: 2, gone: -1, inDoubt: 1 });

    aborted(job, [other], 0);
    expect(job.state.account).toMatchObject({ selected: 3, gone: 0, inDoubt: 0 });
  });

  it('in a range leaves it below none: its parent knows what was gone', () => {
    const job = jobOf({ state: { inherited: 0, account: { ...account, selected: 2, gone: -1, inDoubt: 1 } } });

    aborted(job, [upload('a', { isInDoubt: true })], 0);

    expect(job.state.account).toMatchObject({ selected: 2, gone: -1, inDoubt: 0 });
  });
});

describe('a refusal', () => {
  it('of the abort names it, and touches the pass', () => {
    const job = jobOf({ state: { account: { ...account, inDoubt: 1 } } });
    const it = upload('a', { isInDoubt: true });

    refused(job, it, 'AccessDenied');

    expect(it).toMatchObject({ reason: 'AbortMultipartUpload: AccessDenied' });
    expect(it).not.toHaveProperty('isInDoubt');
    expect(job.state).toMatchObject({ account: { ...account, inDoubt: 0 }, listing: { isUntouched: false } });
  });

  it('of what was to come before it names that', () => {
    const job = jobOf({ state: { account } });
    const it = upload('a');

    refused(job, it, 'AccessDenied', 'HeadObject');

    expect(it.reason).toBe('HeadObject: AccessDenied');
    expect(job.state.account).toMatchObject(account);
  });

  it('of a look takes an upload in doubt for one that the pass before kept, as long as that kept so many', () => {
    const job = jobOf({
      state: { account: { ...account, inDoubt: 2 } },
      listing: { keptBefore: 1, foundAgain: 2 },
    });

    refused(job, upload('a', { isInDoubt: true }), 'AccessDenied', 'HeadObject');
    expect(job.state.account).toMatchObject({ selected: 6, gone: 4, inDoubt: 1 });
    expect(job.state.listing).toMatchObject({ keptBefore: 0, foundAgain: 1 });

    refused(job, upload('b', { isInDoubt: true }), 'AccessDenied', 'HeadObject');
    expect(job.state.account).toMatchObject({ selected: 6, gone: 4, inDoubt: 0 });
  });

  it('of a look took it for what it turns out to be: it is kept, and no other came back', () => {
    const job = jobOf({
      state: { account: { ...account, gone: 2, inDoubt: 1 } },
      listing: { keptBefore: 1, foundAgain: 1 },
      inHand: 1,
    });
    const it = upload('a', { isInDoubt: true });

    refused(job, it, 'AccessDenied', 'HeadObject');
    keptCompleted(job, [it]);

    expect(job.state).toMatchObject({ account: { selected: 5, gone: 3 }, listing: { foundAgain: 0 } });
  });

  it('of a look took it for what is found later, and kept again: it came back after all', () => {
    const job = jobOf({
      state: { account: { ...account, gone: 2, inDoubt: 1 } },
      listing: { keptBefore: 1, foundAgain: 1 },
      inHand: 1,
    });
    refused(job, upload('a', { isInDoubt: true }), 'AccessDenied', 'HeadObject');
    expect(job.state).toMatchObject({ account: { selected: 6, gone: 3 }, listing: { takenForKept: 1, foundAgain: 0 } });

    job.state.account.selected += 1;
    keptCompleted(job, [upload('b')]);

    expect(job.state).toMatchObject({ account: { selected: 5, gone: 2 }, listing: { takenForKept: 0, foundAgain: 1 } });
  });
});

describe('a proof', () => {
  it('makes uploads gone', () => {
    const job = jobOf({ state: { account, givesUpAt: soon }, inHand: 2 });

    proven(job, [upload('a', { initiated: during }), upload('b', { initiated: during })]);

    expect(job).toMatchObject({ inHand: 0, state: { account: { gone: 5 }, givesUpAt: soon, counted: [] } });
  });

  it('is remembered, also by the parent of the range that has it', () => {
    const [job, parent] = [1, 2].map(() => jobOf({ listing: { ended: true } })) as [Job, Job];

    proven(job, []);
    expect(job.state).not.toHaveProperty('hasProof');

    proven(job, [upload('a')]);
    absorbed(parent, job.state);
    expect(parent.state).toMatchObject({ hasProof: true });
  });

  it.each([
    ['of an upload that was there before the job', {}, true],
    ['of one that is back', { isBack: true as const }, false],
    ['of one initiated since', { initiated: during }, false],
  ])('%s, lets the give-up clock go on from the beginning: %#', (_, more, goesOn) => {
    const job = jobOf({ state: { givesUpAt: soon } });

    proven(job, [upload('a', more)]);

    expect(job.state.givesUpAt !== soon).toBe(goesOn);
  });

  it('of an upload that may be listed once more is remembered by name', () => {
    const relisted = jobOf({ listing: { relisted: 'b' } });
    const wasSkipped = jobOf({ state: { skippedKeys: ['c'] } });
    const uploads = ['a', 'b', 'c'].map((key) => upload(key));

    proven(relisted, uploads);
    proven(wasSkipped, uploads);

    expect(relisted.state.counted).toEqual([hashOf('a'), hashOf('b')]);
    expect(wasSkipped.state.counted).toEqual([hashOf('c')]);
  });
});

describe('an upload that is still there', () => {
  it('is kept by name, and starts the give-up clock', () => {
    const job = jobOf({ inHand: 1 });

    stillThere(job, upload('a', { reason: 'PartsRemain' }));

    expect(job).toMatchObject({ inHand: 0, state: { remaining: [upload('a', { reason: 'PartsRemain' })] } });
    expect(job.state.givesUpAt).not.toBeNull();
  });

  it('is a number where there are as many names as a job carries', () => {
    const remaining = Array.from({ length: REMAINING_AT_MOST.uploads }, (_, n) => upload(`k${n}`));
    const job = jobOf({ state: { remaining } });

    stillThere(job, upload('a', { reason: 'PartsRemain' }));

    expect(job.state.remaining).toHaveLength(REMAINING_AT_MOST.uploads);
    expect(job.state.unnamed).toEqual(unnamed(1, ['a']));
  });

  it('is a number where the names take as many bytes as a job carries', () => {
    const job = jobOf({ state: { remaining: [upload('x'.repeat(REMAINING_AT_MOST.bytes))] } });

    stillThere(job, upload('a', { reason: 'PartsRemain' }));

    expect(job.state.unnamed).toEqual(unnamed(1, ['a']));
  });

  it('is a name still, where one more fits', () => {
    const remaining = Array.from({ length: REMAINING_AT_MOST.uploads - 1 }, (_, n) => upload(`k${n}`));
    const job = jobOf({ state: { remaining } });

    stillThere(job, upload('a'));

    expect(job.state.remaining).toHaveLength(REMAINING_AT_MOST.uploads);
  });
});

it('what a dry run adds up takes the place of what it had', () => {
  const job = jobOf({ state: { account }, listing: { keptYoung: 9 } });

  tallied(job, { selected: 1, keptYoung: 2, keptActive: 3, keptCompleted: 4 }, [upload('a')]);

  expect(job.state).toMatchObject({
    account: { selected: 1 },
    listing: { keptYoung: 2, keptActive: 3, keptCompleted: 4, completed: [nameOf(upload('a'))] },
  });
});

it('a key that is skipped is named, once, up to twenty of them', () => {
  const job = jobOf();

  for (const key of ['a', 'a']) skipped(job, key);
  expect(job.state).toMatchObject({ skippedKeys: ['a'], listing: { hasGaps: true } });

  for (let n = 0; n < 30; n += 1) skipped(job, `k${n}`);
  expect(job.state.skippedKeys).toHaveLength(20);
});
