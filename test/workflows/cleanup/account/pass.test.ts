import { beginPass, endPass, remainingByReason, somethingRemains } from '../../../../workflows/cleanup/account/pass.ts';
import { handedOver } from '../../../../workflows/cleanup/account/ranges.ts';
import { selected, takeRemaining } from '../../../../workflows/cleanup/account/verbs.ts';
import { account, unnamed, upload } from '../../support/accounts.ts';
import { jobOf } from '../../support/job-of.ts';

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
