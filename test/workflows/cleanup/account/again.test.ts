import { nameOf } from '../../../../domain/upload.ts';
import { aborted, selected } from '../../../../workflows/cleanup/account/verbs.ts';
import { account, before, during, full, hashOf, unnamed, upload } from '../../support/accounts.ts';
import { jobOf } from '../../support/job-of.ts';

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
