import { backoff, clockGoesOn, clockStoodStill, isTimeUp, startClock } from '../../../workflows/cleanup/give-up.ts';

const HOUR = 3_600_000;
const clock = (givesUpAt: string | null = null) => ({
  state: { givesUpAt },
  request: { retry: { initial: 10_000, maximum: 300_000, giveUpAfter: HOUR } },
});
const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

/** Milliseconds from now; nothing here takes a minute. */
const left = ({ state }: { state: { givesUpAt: string | null } }) => Date.parse(state.givesUpAt ?? '') - Date.now();

describe('the give-up clock', () => {
  it('starts with all the time that there is', () => {
    const job = clock();
    startClock(job);

    expect(left(job)).toBeGreaterThan(HOUR - 60_000);
    expect(left(job)).toBeLessThanOrEqual(HOUR);
  });

  it('is not started again', () => {
    const givesUpAt = inMs(5);
    const job = clock(givesUpAt);
    startClock(job);

    expect(job.state.givesUpAt).toBe(givesUpAt);
  });

  it('goes on from the beginning where something grew', () => {
    const job = clock(inMs(5));
    clockGoesOn(job);

    expect(left(job)).toBeGreaterThan(HOUR - 60_000);
  });

  it('stands still while the job is paused', () => {
    const job = clock('2026-01-01T00:00:00.000Z');
    clockStoodStill(job, 1_000);

    expect(job.state.givesUpAt).toBe('2026-01-01T00:00:01.000Z');
  });

  it.each([
    ['goes on', clockGoesOn],
    ['stands still', (job: ReturnType<typeof clock>) => clockStoodStill(job, 1_000)],
  ])('that has not started does not start where it %s', (_, act) => {
    const job = clock();
    act(job);

    expect(job.state.givesUpAt).toBeNull();
  });

  it('has run out when its time has come, and not before', () => {
    expect(isTimeUp(clock(inMs(0)))).toBe(true);
    expect(isTimeUp(clock(inMs(60_000)))).toBe(false);
    expect(isTimeUp(clock())).toBe(false);
  });
});

describe('the wait before something is tried once more', () => {
  it.each([
    [1, 10_000],
    [2, 20_000],
    [3, 40_000],
    [5, 160_000],
    [6, 300_000],
    [60, 300_000],
  ])('after %i tries in vain is %i ms', (tries, milliseconds) => {
    expect(backoff(clock(), tries)).toBe(milliseconds);
    expect(backoff(clock(inMs(HOUR)), tries)).toBe(milliseconds);
  });

  it('ends when the time to give up comes', () => {
    expect(backoff(clock(inMs(60_000)), 6)).toBeLessThanOrEqual(60_000);
    expect(backoff(clock(inMs(60_000)), 6)).toBeGreaterThan(0);
    expect(backoff(clock(inMs(-60_000)), 6)).toBe(0);
  });
});
