import type { Job } from '../../../../workflows/cleanup/job.ts';
import { abortUntilGone } from '../../../../workflows/cleanup/uploads/abort-until-gone.ts';
import { ROUNDS_BEFORE_RELISTING } from '../../../../workflows/durable/policies.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';
import { uploadOf } from '../../support/uploads.ts';

type Changes = NonNullable<Parameters<typeof jobOf>[0]>;
const future = '9999-01-01T00:00:00.000Z';
const past = '2026-02-01T00:00:00.000Z';

/** Two uploads remain; the first is gone after so many rounds. */
function abort({ goneAfter = 99, rounds, info, onWait = () => {}, ...changes }: Changes & Given = {}) {
  let round = 0;
  const temporal = new OutsideTemporal(
    {
      abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {} }),
      verifyUploads: ({ uploads }) => {
        round += 1;
        const remaining = uploads.map((_, index) => ({ index, reason: 'PartsRemain' }));
        return { remaining: round >= goneAfter ? [] : remaining, requests: {} };
      },
    },
    info,
  );
  const remaining = ['a', 'b'].map((key) => uploadOf(key, { aborts: 1, reason: 'PartsRemain' }));
  const job = jobOf({ ...changes, state: { remaining, round: 1, givesUpAt: future, ...changes.state } });
  temporal.onWait = () => onWait(job);
  const work = temporal.end(abortUntilGone(job, ...(rounds === undefined ? [] : [rounds])));
  return { temporal, job, work };
}

interface Given {
  goneAfter?: number;
  rounds?: number;
  info?: Record<string, unknown>;
  onWait?: (job: Job) => void;
}

describe('what remains', () => {
  it('is aborted again, ever more slowly, until it is gone', async () => {
    const { temporal, job, work } = abort({ goneAfter: 3 });
    await work;

    expect(temporal.waits.filter(({ summary }) => summary?.includes('remain'))).toEqual([
      { milliseconds: 10_000, summary: '2 uploads remain: wait before round 2' },
      { milliseconds: 20_000, summary: '2 uploads remain: wait before round 3' },
      { milliseconds: 40_000, summary: '2 uploads remain: wait before round 4' },
    ]);
    expect(job.state).toMatchObject({ remaining: [], round: 0, listing: { rounds: 3 } });
    expect(job.state.account.gone).toBe(2);
  });

  it('is shown as waited for', async () => {
    const phases: string[] = [];
    await abort({ goneAfter: 1, input: { settle: '5s' }, onWait: ({ phase }) => phases.push(phase) }).work;

    expect(phases).toEqual(['backing off', 'settling']);
  });

  it('is left to the next listing after some rounds', async () => {
    const { temporal, job, work } = abort();
    await work;

    expect(temporal.asked('abortUploads')).toHaveLength(ROUNDS_BEFORE_RELISTING);
    expect(job.state.remaining).toHaveLength(2);
  });

  it.each([0, 1, 2])('is left to it after %i rounds, where no more are allowed', async (rounds) => {
    const { temporal, work } = abort({ rounds });
    await work;

    expect(temporal.asked('abortUploads')).toHaveLength(rounds);
  });

  it('is left to it at once where the rounds of this pass are used up', async () => {
    const { temporal, work } = abort({ listing: { rounds: ROUNDS_BEFORE_RELISTING } });
    await work;

    expect(temporal.calls).toEqual([]);
  });

  it('is left where the time to give up has come', async () => {
    const { temporal, work } = abort({ state: { givesUpAt: past } });
    await work;

    expect(temporal.calls).toEqual([]);
  });

  it('is nothing: nothing is done', async () => {
    const { temporal, work } = abort({ state: { remaining: [] } });
    await work;

    expect([temporal.waits, temporal.calls]).toEqual([[], []]);
  });

  it('goes on in a new run where history has grown long', async () => {
    const { temporal, work } = abort({ info: { continueAsNewSuggested: true } });

    await expect(work).rejects.toThrow();
    expect(temporal.asked('abortUploads')).toHaveLength(1);
    expect(temporal.continuedWith).toMatchObject({ resume: { run: 2, listing: { rounds: 1 } } });
  });
});
