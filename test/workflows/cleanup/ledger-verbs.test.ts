import { nameOf } from '../../../domain/upload.ts';
import type { Job } from '../../../workflows/cleanup/job.ts';
import { countedByName } from '../../../workflows/cleanup/known.ts';
import {
  aborted,
  absorbed,
  beginPass,
  countInitiators,
  endPass,
  handedOver,
  kept,
  keptCompleted,
  proven,
  refused,
  remainingByReason,
  selected,
  skipped,
  somethingRemains,
  stillThere,
  takeRemaining,
  tallied,
} from '../../../workflows/cleanup/ledger.ts';
import { COUNTED_AT_MOST, REMAINING_AT_MOST } from '../../../workflows/durable/policies.ts';
import { account, before, during, full, hashOf, soon, unnamed, upload } from '../support/accounts.ts';
import { jobOf } from '../support/job-of.ts';

describe('a pass', () => {
  it('begins with nothing listed, and knows what earlier ones let go of or kept', () => {
    const job = jobOf({
      state: { pass: 1, unnamed: unnamed(2, ['a']) },
      listing: { ended: true, found: 3, keptCompleted: 4 },
    });

    beginPass(job);

    expect(job.state).toMatchObject({ pass: 2, passing: true });
    expect(job.state.listing).toMatchObject({
      ended: false,
      found: 0,
      unnamedBefore: 2,
      hashedBefore: 1,
      keptBefore: 4,
      isUntouched: true,
    });
  });

  it('that kept nothing leaves no trace of that', () => {
    const job = jobOf({ state: { pass: 1 } });

    beginPass(job);

    expect(job.state.listing).not.toHaveProperty('keptBefore');
  });

  it('goes on where a run before left it unfinished', () => {
    const job = jobOf({ state: { pass: 1, passing: true }, listing: { found: 3 } });

    beginPass(job);

    expect(job.state).toMatchObject({ pass: 1, listing: { found: 3 } });
  });

  it('that found nothing is clean, and is counted in a row', () => {
    const job = jobOf({ state: { passing: true, cleanPasses: 1 } });

    expect(endPass(job)).toEqual({ cleanPasses: 2 });
    expect(job.state).toMatchObject({ passing: false, givesUpAt: null });
  });

  it.each([
    ['did something', jobOf({ state: { cleanPasses: 1 }, listing: { isUntouched: false } })],
    ['skipped a key', jobOf({ state: { cleanPasses: 1 }, listing: { hasGaps: true } })],
    ['leaves something', jobOf({ state: { cleanPasses: 1, remaining: [upload('a')] } })],
    ['leaves something without a name', jobOf({ state: { cleanPasses: 1, unnamed: unnamed(1) } })],
    ['could not look into something', jobOf({ state: { cleanPasses: 1 }, listing: { notLookedInto: { X: 1 } } })],
  ])('that %s is not clean, and starts the give-up clock', (_, job) => {
    expect(endPass(job)).toEqual({ cleanPasses: 0 });
    expect(job.state.givesUpAt).not.toBeNull();
  });

  it('that does not show what was let go of by name makes it unproven, not gone', () => {
    const job = jobOf({
      state: { account, unnamed: { byReason: { A: 1, B: 3 }, hashes: ['1', '2', '3'] } },
      listing: { unnamedBefore: 2, hashedBefore: 2 },
    });

    endPass(job);

    expect(job.state.account).toEqual({ ...account, unproven: 2 });
    expect(job.state.unnamed).toEqual({ byReason: { A: 1, B: 1 }, hashes: ['3'] });
  });

  it('that an older version began takes the first hashes for those of before', () => {
    const job = jobOf({ state: { account, pass: 2, unnamed: unnamed(1, ['a']) }, listing: { unnamedBefore: 1 } });

    selected(job, [upload('a')]);
    endPass(job);

    expect(job.state).toMatchObject({ account, unnamed: unnamed(0) });
  });

  it('remembers what it let go of itself, where it did not find others that there were no hashes of', () => {
    const state = { account, unnamed: { byReason: { A: 4 }, hashes: ['1', '2'] } };
    const job = jobOf({ state, listing: { unnamedBefore: 2, hashedBefore: 0 } });

    endPass(job);

    expect(job.state).toMatchObject({ account: { unproven: 2 }, unnamed: { byReason: { A: 2 }, hashes: ['1', '2'] } });
  });

  it('with gaps says nothing of what it did not show', () => {
    const state = { account, unnamed: unnamed(2, ['a', 'b']) };
    const job = jobOf({ state, listing: { unnamedBefore: 2, hasGaps: true } });

    endPass(job);

    expect(job.state).toMatchObject(state);
  });

  it('forgets reasons of which nothing is left', () => {
    const job = jobOf({ state: { unnamed: { byReason: { A: 1, B: 3 }, hashes: [] } }, listing: { unnamedBefore: 3 } });

    endPass(job);

    expect(job.state.unnamed.byReason).toEqual({ A: 1 });
  });
});

describe('what remains', () => {
  it('has names, or none', () => {
    expect(somethingRemains(jobOf().state)).toBe(false);
    expect(somethingRemains(jobOf({ state: { remaining: [upload('a')] } }).state)).toBe(true);
    expect(somethingRemains(jobOf({ state: { unnamed: unnamed(1) } }).state)).toBe(true);
  });

  it('is counted by reason, named or not', () => {
    const remaining = [upload('a', { reason: 'PartsRemain' }), upload('b', { reason: 'X' })];
    const { state } = jobOf({ state: { remaining, unnamed: unnamed(2) } });

    expect(remainingByReason(state)).toEqual({ PartsRemain: 3, X: 1 });
    expect(state.unnamed.byReason).toEqual({ PartsRemain: 2 });
  });

  it('is taken up by a round, whole or within a range of keys', () => {
    const remaining = ['a', 'b', 'c'].map((key) => upload(key));
    const job = jobOf({ state: { remaining } });

    expect(takeRemaining(job, { after: 'a', through: 'b' }).map(({ key }) => key)).toEqual(['b']);
    expect(job).toMatchObject({ inHand: 1, state: { listing: { isUntouched: false } } });
    expect(takeRemaining(job).map(({ key }) => key)).toEqual(['a', 'c']);
    expect(job).toMatchObject({ inHand: 3, state: { remaining: [] } });
  });

  it('where it is nothing touches nothing', () => {
    const job = jobOf();

    expect(takeRemaining(job)).toEqual([]);
    expect(job.state.listing.isUntouched).toBe(true);
  });

  it('goes to a range with its account', () => {
    const job = jobOf({ state: { account, remaining: ['a', 'b'].map((key) => upload(key)) } });

    expect(handedOver(job, { after: 'a' })).toEqual([upload('b')]);
    expect(job).toMatchObject({ inHand: 0, state: { account: { selected: 4 }, remaining: [upload('a')] } });
  });
});

describe('an upload that is selected', () => {
  it('counts once, in hand', () => {
    const job = jobOf({ state: { account, pass: 1 } });

    expect(selected(job, [upload('a')])).toEqual([upload('a', { aborts: 0 })]);
    expect(job).toMatchObject({ inHand: 1, state: { account: { selected: 6, gone: 3 }, listing: { found: 1 } } });
    // Its date tells in a later pass that it was there before.
    expect(job.state.counted).toEqual([]);
  });

  it.each([
    ['whose date does not tell it from those of an earlier pass', { initiated: during }],
    ['initiated nobody knows when', { initiated: '' }],
    ['initiated as the job began, by a clock that may differ', { initiated: '2026-01-31T23:59:58Z' }],
  ])('%s is known by name from then on', (_, when) => {
    const job = jobOf({ state: { pass: 1 } });

    selected(job, [upload('a', when)]);

    expect(job.state.counted).toEqual([hashOf('a')]);
  });

  it('with idleFor is known by name only when S3 has accepted an abort: until then it may be kept', () => {
    const job = jobOf({ input: { idleFor: '1h' }, state: { pass: 1 } });

    const uploads = selected(job, [upload('a', { initiated: during })]);
    expect(job.state.counted).toEqual([]);

    aborted(job, uploads, 0);
    expect(job.state.counted).toEqual([hashOf('a')]);
  });

  it.each([
    ['that was there before the job', { pass: 2 }, before],
    ['that is known by name', { pass: 1, counted: [hashOf('a')] }, during],
  ])('%s was gone before, and is back: it does not count again', (_, state, initiated) => {
    const job = jobOf({ state: { account, ...state } });

    const [found] = selected(job, [upload('a', { initiated })]);

    expect(found).toMatchObject({ isBack: true, aborts: 1 });
    expect(job.state.account).toMatchObject({ selected: 5, gone: 2 });
    expect(job.state.listing).toMatchObject({ foundAgain: 1, again: [nameOf(upload('a', { initiated }))] });
  });

  it('that is back is in doubt where its date alone tells so, and not where its name does', () => {
    const job = jobOf({ state: { account, pass: 2, counted: [hashOf('b')] } });

    const [a, b] = selected(job, [upload('a'), upload('b')]);

    expect(a).toMatchObject({ isBack: true, isInDoubt: true });
    expect(b).not.toHaveProperty('isInDoubt');
    expect(job.state.account).toMatchObject({ selected: 5, gone: 1, inDoubt: 1 });
  });

  it('that is known by name, and comes back more often than it was gone, was not counted', () => {
    const job = jobOf({ state: { account: { ...account, selected: 2, gone: 0 }, counted: [hashOf('a')] } });

    selected(job, [upload('a')]);

    expect(job.state.account).toMatchObject({ selected: 3, gone: 0 });
  });

  it.each([
    ['in the first pass', {}, { pass: 1 }, before],
    ['that was initiated since', {}, { pass: 2 }, during],
    ['with idleFor, for it may have been kept', { idleFor: '1h' }, { pass: 2 }, before],
  ])('%s is not taken for one that is back', (_, input, state, initiated) => {
    const job = jobOf({ input, state: { account, ...state } });

    const [found] = selected(job, [upload('a', { initiated })]);

    expect(found).not.toHaveProperty('isBack');
    expect(job.state.account).toMatchObject({ selected: 6, gone: 3 });
  });

  it('in a range is known where its parent let go of it by name; with idleFor, it need not be ours', () => {
    const range = { account, inherited: 0, unnamedAbove: [hashOf('a'), hashOf('b')], counted: [hashOf('b')] };
    const job = jobOf({ input: { idleFor: '1h' }, state: range });

    expect(selected(job, [upload('a'), upload('b')])).toMatchObject([
      { isBack: true, aborts: 0 },
      { isBack: true, aborts: 1 },
    ]);
    expect(job.state.account.selected).toBe(5);
  });

  it('that was aborted twice before is aborted a third time', () => {
    const job = jobOf({ state: { pass: 2, reaborted: [hashOf('a')] } });

    expect(selected(job, [upload('a')])).toMatchObject([{ aborts: 2 }]);
  });

  it('is one of those let go of by name, where there are any: it never was gone', () => {
    const job = jobOf({
      state: { account, pass: 2, unnamed: unnamed(1, ['a']) },
      listing: { unnamedBefore: 1, hashedBefore: 1 },
    });

    const [found] = selected(job, [upload('a')]);

    expect(found).toMatchObject({ isBack: true });
    expect(found).not.toHaveProperty('isInDoubt', true);
    expect(job.state).toMatchObject({ account, unnamed: { byReason: {}, hashes: [] }, listing: { unnamedBefore: 0 } });
  });

  it.each([
    ['is not ours where no abort of it was accepted, and is looked at again', [], 0],
    ['is ours where one was', [hashOf('a')], 1],
  ])('with idleFor, and found again among them, %s', (_, counted, aborts) => {
    const state = { account, pass: 2, unnamed: unnamed(1, ['a']), counted };
    const job = jobOf({ input: { idleFor: '1h' }, state, listing: { unnamedBefore: 1, hashedBefore: 1 } });

    expect(selected(job, [upload('a', { aborts: 0 })])).toMatchObject([{ aborts, isBack: true }]);
  });

  it('is none of them, where all of them are known and it is another', () => {
    const job = jobOf({
      state: { account, pass: 2, unnamed: unnamed(1, ['b']) },
      listing: { unnamedBefore: 1, hashedBefore: 1 },
    });

    selected(job, [upload('a')]);

    expect(job.state).toMatchObject({
      account: { gone: 2 },
      unnamed: unnamed(1, ['b']),
      listing: { unnamedBefore: 1 },
    });
  });

  it('is taken for one of them, where there are more than are known', () => {
    const job = jobOf({ state: { account, pass: 2, unnamed: unnamed(3, ['b']) }, listing: { unnamedBefore: 2 } });

    selected(job, [upload('a')]);

    expect(job.state).toMatchObject({ account, unnamed: unnamed(2, ['b']), listing: { unnamedBefore: 1 } });
  });

  it.each([
    ['may be one that was forgotten, as long as some of them have no hash', full, [true, undefined, true], 6],
    ['is new while there is room to remember all', full.slice(2), [undefined, undefined, true], 7],
  ])('where no date tells, %s', (_, counted, isBack, selectedThen) => {
    const state = { account, pass: 2, counted: [...counted], unnamed: unnamed(3, ['b']) };
    const job = jobOf({ state, listing: { unnamedBefore: 2, hashedBefore: 1 } });

    const found = selected(
      job,
      ['new', 'x', 'b'].map((key) => upload(key, { initiated: during })),
    );

    expect(found.map((each) => each.isBack)).toEqual(isBack);
    expect(job.state.account.selected).toBe(selectedThen);
  });

  it('of a key that is listed once more may be one that this pass let go of', () => {
    const state = { account, pass: 1, unnamed: unnamed(1, ['a']) };
    const job = jobOf({ state, listing: { relisted: 'b' } });

    expect(selected(job, [upload('a')])).toMatchObject([{ isBack: true }]);
    expect(job.state).toMatchObject({ account, unnamed: { byReason: {}, hashes: [] } });
  });

  it('of such a key never was gone, though it is known by name, where this pass let go of more than it has hashes of', () => {
    const state = { account, pass: 1, counted: [hashOf('a')], unnamed: unnamed(2, ['b']) };
    const job = jobOf({ state, listing: { relisted: 'b' } });

    selected(job, [upload('a')]);

    expect(job.state).toMatchObject({ account, unnamed: unnamed(1, ['b']) });
  });

  it('of a key behind that is new', () => {
    const job = jobOf({ state: { account, pass: 1, unnamed: unnamed(2) }, listing: { relisted: 'b' } });

    selected(job, [upload('c')]);

    expect(job.state).toMatchObject({ account: { selected: 6 }, unnamed: { byReason: { PartsRemain: 2 } } });
  });

  it('of a key that was skipped counts as new, unless it may be one of the unnamed', () => {
    const fresh = jobOf({ state: { account, pass: 2, skippedKeys: ['a'] } });
    const known = jobOf({ state: { account, pass: 2, skippedKeys: ['a'], unnamed: unnamed(1) } });

    expect(selected(fresh, [upload('a')])[0]).not.toHaveProperty('isBack');
    expect(selected(known, [upload('a')])).toMatchObject([{ isBack: true }]);
    expect([fresh.state.account.selected, known.state.account.selected]).toEqual([6, 5]);
  });

  it('of a range, which the range has counted itself, is not told to its parent', () => {
    const own = jobOf({ state: { account, inherited: 1, counted: [hashOf('x'), hashOf('a')] } });
    const inherited = jobOf({ state: { account, inherited: 1, counted: [hashOf('a')] } });

    selected(own, [upload('a')]);
    selected(inherited, [upload('a')]);

    expect([own.state.listing.foundAgain, inherited.state.listing.foundAgain]).toEqual([0, 1]);
  });
});

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

describe('the initiators of a page', () => {
  const page = (initiators: Array<{ id: string; uploads: number; at?: number[] }>) =>
    ({ uploads: ['a', 'b', 'c'].map((key) => upload(key)), keptYoung: 0, initiators, requests: {} }) as never;

  it('are counted by the uploads that are taken', () => {
    const job = jobOf();
    const initiators = [
      { id: 'me', uploads: 2, at: [0, 1] },
      { id: 'you', uploads: 1, at: [2] },
    ];

    countInitiators(job, page(initiators), [upload('a'), upload('b')]);

    expect(job.state.initiators).toEqual([{ id: 'me', uploads: 2 }]);
  });

  it('are at most as many as are taken where nobody says which', () => {
    const job = jobOf();

    countInitiators(job, page([{ id: 'me', uploads: 3 }]), [upload('a')]);
    countInitiators(job, page([{ id: 'me', uploads: 1 }]), [upload('a'), upload('b')]);

    expect(job.state.initiators).toEqual([{ id: 'me', uploads: 2 }]);
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
