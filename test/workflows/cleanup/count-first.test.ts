import type { TalliedUploads, Tally, Verdict } from '../../../activities/dry-run/contract.ts';
import { refuseTooMany } from '../../../workflows/cleanup/count-first.ts';
import { openSteering } from '../../../workflows/durable/steering.ts';
import { jobOf } from '../support/job-of.ts';
import { OutsideTemporal } from '../support/outside-temporal.ts';

const tallyOf = (uploads: Partial<Record<Verdict, number>>): Tally => ({
  byPrefix: Object.entries(uploads).map(([verdict, number]) => ({
    prefix: verdict,
    cells: [{ verdict: verdict as Verdict, age: '<1d', uploads: number, oldest: '2026-01-01T00:00:00Z' }],
  })),
  initiators: [],
  unmeasured: 0,
});

interface Given {
  answers: Array<Pick<TalliedUploads, 'tally' | 'next'>>;
  changes?: Parameters<typeof jobOf>[0];
}

function count({ answers, changes }: Given) {
  const left = [...answers];
  const temporal = new OutsideTemporal({
    tallyUploads: () => {
      const answer = left.shift();
      if (!answer) throw new Error('more is asked for than there is');
      return { requests: { list: 1 }, ...answer };
    },
  });
  const job = jobOf(changes);
  let shown = 0;
  Object.assign(job, {
    steering: openSteering(job.state, () => {
      shown += 1;
    }),
  });
  return { temporal, job, shown: () => shown, work: temporal.end(refuseTooMany(job)) };
}

const atMost = (maxUploads: number) => ({ input: { maxUploads } });

describe('a job that may abort only so many uploads', () => {
  it('counts them first, through the whole listing, and measures nothing', async () => {
    const first = tallyOf({ selected: 2 });
    const { temporal, job, shown, work } = count({
      answers: [{ tally: first, next: { key: 'k' } }, { tally: tallyOf({ selected: 3 }) }],
      changes: atMost(3),
    });
    await work;

    expect(temporal.asked('tallyUploads')).toMatchObject([
      { measure: false, pages: 1 },
      { measure: false, pages: 1_000, tally: first, marker: { key: 'k' } },
    ]);
    expect(temporal.asked('tallyUploads')[0]).not.toHaveProperty('marker');
    expect(temporal.calls.map(({ options }) => options)).toMatchObject([
      { summary: 'count before the first abort' },
      { summary: 'count before the first abort after k' },
    ]);
    expect(job.state).toMatchObject({ counting: { ended: true }, requests: { list: 2 }, pass: 0 });
    expect(job.state.counting).toEqual({ ended: true });
    expect(shown()).toBe(2);
  });

  it('is refused where more are selected, and says how many', async () => {
    const { work } = count({ answers: [{ tally: tallyOf({ selected: 1_234 }) }], changes: atMost(1_233) });

    await expect(work).rejects.toMatchObject({
      type: 'TooManyUploads',
      nonRetryable: true,
      message: expect.stringMatching(
        /^1,234 uploads of photos are selected, and maxUploads is 1,233: none was aborted/,
      ),
      details: [{ selected: 1_234, maxUploads: 1_233 }],
    });
  });

  it('is not refused for what it would keep', async () => {
    const tally = tallyOf({ selected: 1, keptYoung: 9, keptActive: 9, keptCompleted: 9 });
    const { job, work } = count({ answers: [{ tally }], changes: atMost(1) });
    await work;

    expect(job.takenByThisRun).toBe(28);
  });

  it('goes on in a new run where it has counted as many as one takes on, and not before', async () => {
    const { temporal, work } = count({
      answers: [
        { tally: tallyOf({ selected: 2 }), next: { key: 'b' } },
        { tally: tallyOf({ selected: 3 }), next: { key: 'c' } },
        { tally: tallyOf({ selected: 4 }), next: { key: 'd' } },
      ],
      changes: { input: { maxUploads: 9, limits: { uploadsPerRun: 4 } } },
    });

    await expect(work).rejects.toThrow();
    expect(temporal.calls).toHaveLength(3);
    expect(temporal.continuedWith).toMatchObject({
      resume: { run: 2, counting: { tally: tallyOf({ selected: 4 }), marker: { key: 'd' }, ended: false } },
    });
  });

  it('goes on with the sums and the place of the run before', async () => {
    const tally = tallyOf({ selected: 4 });
    const { temporal, job, work } = count({
      answers: [{ tally: tallyOf({ selected: 6 }) }],
      changes: { ...atMost(6), state: { counting: { tally, marker: { key: 'd' }, ended: false } } },
    });
    await work;

    expect(temporal.asked('tallyUploads')).toMatchObject([{ tally, marker: { key: 'd' } }]);
    expect(job.takenByThisRun).toBe(2);
  });

  it('has counted once and for all where the run before has', async () => {
    const { temporal, work } = count({ answers: [], changes: { ...atMost(6), state: { counting: { ended: true } } } });
    await work;

    expect(temporal.calls).toEqual([]);
  });

  it('without a bound counts nothing', async () => {
    const { temporal, work } = count({ answers: [] });
    await work;

    expect(temporal.calls).toEqual([]);
  });
});
