import { noRequests } from '../../../domain/counts.ts';
import { isFirstContact, nextInput } from '../../../workflows/cleanup/job.ts';
import { jobOf } from '../support/job-of.ts';

describe('the first contact of a job', () => {
  const answered = { requests: { ...noRequests(), list: 1 } };

  it('lasts until S3 has answered a listing', () => {
    expect(isFirstContact(jobOf())).toBe(true);
    expect(isFirstContact(jobOf({ state: answered }))).toBe(false);
  });

  it('is over for a run that goes on, and for a range: its parent has reached S3', () => {
    const resume = jobOf().state;

    expect(isFirstContact({ input: { ...jobOf().input, resume }, state: jobOf().state })).toBe(false);
  });
});

describe('the input of the next run', () => {
  it('is that of this one, with its state', () => {
    const job = jobOf({ input: { prefix: 'a', parallelism: 2 }, state: { run: 2, pass: 3 } });

    expect(nextInput(job)).toEqual({
      bucket: 'photos',
      select: { all: true },
      prefix: 'a',
      parallelism: 2,
      resume: { ...job.state, run: 3 },
    });
  });

  it('has an absolute cut-off: it does not move with the runs', () => {
    expect(nextInput(jobOf({ input: { select: { olderThan: '1d' } } })).select).toEqual({
      initiatedBefore: '2026-01-31T00:00:00.000Z',
    });
  });
});
