import { nameOf } from '../../../../domain/upload.ts';
import { absorbed } from '../../../../workflows/cleanup/account/ranges.ts';
import { aborted, kept, proven, selected } from '../../../../workflows/cleanup/account/verbs.ts';
import type { AbortedUpload } from '../../../../workflows/cleanup/contract.ts';
import type { Job } from '../../../../workflows/cleanup/job.ts';
import { account, before, during, full, hashOf, soon, unnamed, upload } from '../../support/accounts.ts';
import { jobOf } from '../../support/job-of.ts';

describe('the account of a range', () => {
  const rangeOf = (...changes: Parameters<typeof jobOf>) => jobOf(...changes).state;
  /** How a range begins whose parent has let go of these by name. */
  const ofParent = (keys: string[]) => ({
    account: { ...account, selected: 0, gone: 0 },
    inherited: 0,
    unnamedAbove: keys.map(hashOf),
  });

  it('is added to that of its parent', () => {
    const state = {
      account: { selected: 1, gone: 2, unproven: 3, reaborted: 4, alreadyGone: 5, inDoubt: 6 },
      initiators: [{ id: 'me', uploads: 2 }],
      freedBytes: 7,
      byPrefix: [{ prefix: 'a/', uploads: 1, parts: 2, bytes: 3, oldest: before }],
      requests: { list: 1, abort: 2, listParts: 3, throttled: 4 },
      dialect: ['no-versions'],
    };
    const listing = {
      ended: true,
      found: 1,
      keptYoung: 2,
      keptActive: 3,
      keptCompleted: 4,
      foundAgain: 5,
      notLookedInto: { X: 6 },
      completed: [nameOf(upload('a'))],
    };
    const job = jobOf({ state: structuredClone(state), listing: structuredClone(listing) });

    absorbed(job, rangeOf({ state, listing }));

    expect(job.state).toMatchObject({
      account: { selected: 2, gone: 4, unproven: 6, reaborted: 8, alreadyGone: 10, inDoubt: 12 },
      initiators: [{ id: 'me', uploads: 4 }],
      freedBytes: 14,
      byPrefix: [{ prefix: 'a/', uploads: 2, parts: 4, bytes: 6 }],
      requests: { list: 2, abort: 4, listParts: 6, throttled: 8 },
      dialect: ['no-versions'],
      listing: {
        found: 2,
        keptYoung: 4,
        keptActive: 6,
        keptCompleted: 8,
        foundAgain: 10,
        notLookedInto: { X: 12 },
        completed: [nameOf(upload('a'))],
        isUntouched: true,
        hasGaps: false,
      },
    });
  });

  it('brings what remains, by name or not, and what it remembers of its own', () => {
    const job = jobOf({ state: { counted: [hashOf('x')], unnamed: unnamed(1) } });
    const counted = [hashOf('x'), hashOf('a')];
    const lists = { reaborted: ['r'], skippedKeys: ['s'] };

    absorbed(
      job,
      rangeOf({
        state: { remaining: [upload('a')], unnamed: unnamed(2, ['u']), counted, inherited: 1, ...lists },
        listing: { ended: true },
      }),
    );

    expect(job.state).toMatchObject({ remaining: [upload('a')], unnamed: unnamed(3, ['u']), counted, ...lists });
  });

  it.each([
    ['ended', { ended: true }, { hasGaps: false, isUntouched: true }],
    ['did not end', { ended: false }, { hasGaps: true, isUntouched: true }],
    ['has gaps', { ended: true, hasGaps: true }, { hasGaps: true, isUntouched: true }],
    ['touched something', { ended: true, isUntouched: false }, { hasGaps: false, isUntouched: false }],
  ])('of one that %s says what the pass has seen', (_, listing, expected) => {
    const job = jobOf();

    absorbed(job, rangeOf({ listing }));

    expect(job.state.listing).toMatchObject(expected);
  });

  it('does not mend what other ranges did', () => {
    const job = jobOf({ listing: { hasGaps: true, isUntouched: false } });

    absorbed(job, rangeOf({ listing: { ended: true } }));

    expect(job.state.listing).toMatchObject({ hasGaps: true, isUntouched: false });
  });

  it.each<[string | null, string | null, string | null]>([
    [null, null, null],
    [soon, null, soon],
    [null, soon, soon],
    [before, soon, soon],
    [soon, before, soon],
  ])('gives up at the later of %s and %s', (own, ofRange, later) => {
    const job = jobOf({ state: { givesUpAt: own } });

    absorbed(job, rangeOf({ state: { givesUpAt: ofRange }, listing: { ended: true } }));

    expect(job.state.givesUpAt).toBe(later);
  });

  it('took for gone and come back what its parent had let go of by name: it never was gone', () => {
    const job = jobOf({
      state: { account, unnamed: unnamed(1, ['a']) },
      listing: { unnamedBefore: 1, hashedBefore: 1 },
    });
    const range = jobOf({ state: { ...ofParent(['a']), pass: 2 }, listing: { ended: true } });

    selected(range, [upload('a')]);
    expect(range.state).toMatchObject({ account: { selected: 0, gone: -1 }, listing: { foundAgain: 0 } });
    absorbed(job, range.state);

    expect(job.state).toMatchObject({ account: { selected: 5, gone: 3 }, unnamed: unnamed(0) });
    expect(job.state.listing).toMatchObject({ unnamedBefore: 0, foundAgain: 1, again: [nameOf(upload('a'))] });
  });

  it('found more of them again than it can name takes back those very ones, and no others', () => {
    const [all, mine] = [60, 30].map((many) => Array.from({ length: many }, (_, n) => `k${n}`)) as [string[], string[]];
    const selectedBefore = { ...account, selected: 100, gone: 40 };
    const state = { account: selectedBefore, unnamed: unnamed(60, all) };
    const job = jobOf({ state, listing: { unnamedBefore: 60, hashedBefore: 60 } });
    const [one, other] = [1, 2].map(() =>
      jobOf({ state: { ...ofParent(all), pass: 2 }, listing: { ended: true } }),
    ) as [Job, Job];
    const rest = all.slice(30);

    proven(
      one as never,
      selected(
        one as never,
        mine.map((key) => upload(key)),
      ),
    );
    kept(
      other as never,
      selected(
        other as never,
        rest.map((key) => upload(key)),
      ),
    );
    absorbed(job, other.state);
    absorbed(job, one.state);

    expect(job.state).toMatchObject({ account: { selected: 70, gone: 70 }, unnamed: unnamed(0) });
  });

  it('that keeps what its parent had let go of by name takes it from what is selected', () => {
    const job = jobOf({ state: { account, unnamed: unnamed(2, ['a', 'b']) } });
    const range = jobOf({ input: { idleFor: '1h' }, state: ofParent(['a', 'b']), listing: { ended: true } });

    kept(range, selected(range, [upload('a')]));
    absorbed(job, range.state);

    expect(job.state).toMatchObject({ account: { selected: 4, gone: 3 }, unnamed: unnamed(1, ['b']) });
  });

  it('tells by name what it aborted of those that its parent had let go of by name: it is ours from then on', () => {
    const job = jobOf({
      state: { account, unnamed: unnamed(1, ['a']) },
      listing: { unnamedBefore: 1, hashedBefore: 1 },
    });
    const range = jobOf({ input: { idleFor: '1h' }, state: ofParent(['a']), listing: { ended: true } });

    const uploads = selected(range, [upload('a')]);
    aborted(range, uploads, 0);
    proven(range, uploads);
    absorbed(job, range.state);

    expect(job.state).toMatchObject({ account: { selected: 5, gone: 4 }, unnamed: unnamed(0), counted: [hashOf('a')] });
  });

  describe('whose parent has let go of two without a hash, and remembers no more', () => {
    const undated = (keys: string[]) => keys.map((key) => upload(key, { initiated: during }));
    const aRange = () =>
      jobOf({
        state: { ...ofParent([]), counted: [...full], inherited: full.length, unhashedAbove: 2, pass: 2 },
        listing: { ended: true },
      });
    const aParent = () => jobOf({ state: { account, unnamed: unnamed(2) }, listing: { unnamedBefore: 2 } });

    it('takes what no date tells for those; of what several ranges took, the rest was new', () => {
      const [job, one, other] = [aParent(), aRange(), aRange()];
      for (const range of [one, other]) proven(range, selected(range, undated(['a', 'b', 'c'])));

      expect(one.state).toMatchObject({
        account: { selected: 1, gone: 1 },
        listing: { foundUnhashed: 2, foundAgain: 0 },
      });
      for (const range of [one, other]) absorbed(job, range.state);

      // Of six, the two ranges counted one each, and two more were none of its parent's.
      expect(job.state).toMatchObject({ account: { selected: 9, gone: 9 }, unnamed: unnamed(0) });
      expect(job.state.listing).toMatchObject({ foundAgain: 2, again: [] });
    });

    it('takes rather what its date tells for those', () => {
      const [job, range] = [aParent(), aRange()];
      proven(range, selected(range, [...undated(['a', 'b']), upload('c'), upload('d')]));

      absorbed(job, range.state);

      expect(job.state).toMatchObject({ account: { selected: 7, gone: 7 }, unnamed: unnamed(0) });
    });

    it('forgets again what is kept: of each kind its own', () => {
      const range = aRange();
      const [new_, dated] = selected(range, [...undated(['a']), upload('b')]) as [AbortedUpload, AbortedUpload];

      kept(range, [dated]);
      expect(range.state.listing).toMatchObject({ foundUnhashed: 1, foundAgain: 0 });
      kept(range, [new_]);
      expect(range.state.listing).toMatchObject({ foundUnhashed: 0, foundAgain: 0 });
    });
  });

  describe('whose parent kept one as completed in the pass before', () => {
    const aParent = () => jobOf({ state: { account }, listing: { keptBefore: 1 } });
    const rangeThat = (selectedThere: number, listing: object) =>
      rangeOf({
        state: { account: { ...account, selected: selectedThere, gone: 0 } },
        listing: { ended: true, ...listing },
      });

    it('and that may not look at an upload takes it for that one; a second range does not', () => {
      const job = aParent();

      absorbed(job, rangeThat(1, { takenForKept: 1 }));
      expect(job.state).toMatchObject({
        account: { selected: 6, gone: 3 },
        listing: { keptBefore: 0, takenForKept: 1 },
      });

      absorbed(job, rangeThat(1, { takenForKept: 1 }));
      expect(job.state).toMatchObject({
        account: { selected: 6, gone: 2 },
        listing: { takenForKept: 1, foundAgain: 1 },
      });
    });

    it('and that finds it again takes it back from the range that took another for it', () => {
      const job = aParent();
      absorbed(job, rangeThat(1, { takenForKept: 1 }));

      absorbed(job, rangeThat(0, { keptCompleted: 1 }));

      expect(job.state).toMatchObject({
        account: { selected: 5, gone: 2 },
        listing: { takenForKept: 0, foundAgain: 1 },
      });
    });
  });

  it('may mean any of the unnamed, beyond those with a name', () => {
    const again = Array.from({ length: 20 }, (_, n) => nameOf(upload(`k${n}`)));
    const job = jobOf({ state: { account, unnamed: unnamed(22) }, listing: { unnamedBefore: 22 } });
    const range = { account: { ...account, selected: 0, gone: -21 } };

    absorbed(job, rangeOf({ state: range, listing: { ended: true, foundAgain: 21, again } }));

    expect(job.state).toMatchObject({ account: { selected: 5, gone: 3 }, listing: { unnamedBefore: 1 } });
    expect(job.state.listing.again).toHaveLength(20);
  });
});
