import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import type { Trouble } from '../../../workflows/cleanup/contract.ts';
import { noteAnswer } from '../../../workflows/cleanup/ledger.ts';
import { isOutage, showingTrouble } from '../../../workflows/cleanup/outage.ts';
import { ATTEMPTS_BEFORE_TROUBLE, UPLOADS_POLICY } from '../../../workflows/durable/policies.ts';
import { jobOf } from '../support/job-of.ts';

const said = ApplicationFailure.create({ type: 'CredentialsUnavailable', message: 'log in again, by aws sso login' });
const lastAttempt = (cause: Error) =>
  new ActivityFailure('failed', 'listUploads', '1', 'MAXIMUM_ATTEMPTS_REACHED', undefined, cause);

describe('an outage in the middle of a job', () => {
  it('ends the first activity after a few attempts, and is ridden out by the next one', () => {
    const job = jobOf();
    expect(showingTrouble(job, UPLOADS_POLICY).retry?.maximumAttempts).toBe(ATTEMPTS_BEFORE_TROUBLE);

    expect(isOutage(job, lastAttempt(said))).toBe(true);

    expect(showingTrouble(job, UPLOADS_POLICY)).toBe(UPLOADS_POLICY);
  });

  it('is told in the words of the failure, and since when', () => {
    const job = jobOf();

    isOutage(job, lastAttempt(said));

    expect(job.trouble).toMatchObject({ type: 'CredentialsUnavailable', message: 'log in again, by aws sso login' });
    expect(Date.parse(job.trouble?.since ?? '')).not.toBeNaN();
  });

  it('is told where the activity could say nothing, as that of a worker that was lost', () => {
    const job = jobOf();

    isOutage(job, lastAttempt(new TimeoutFailure('activity Heartbeat timeout', undefined, 'HEARTBEAT')));

    expect(job.trouble).toMatchObject({ type: 'NoAnswer', message: expect.stringContaining('Heartbeat') });
  });

  it('began with its first failure, and has ended with the first answer', () => {
    const job = jobOf();
    const trouble: Trouble = { type: 'S3Unavailable', message: 'no answer', since: '2026-02-01T03:12:00.000Z' };
    job.trouble = trouble;

    isOutage(job, lastAttempt(said));
    expect(job.trouble).toBe(trouble);

    noteAnswer(job, { requests: {} });
    expect(job.trouble).toBeUndefined();
  });

  it.each([
    [
      'whose failure is final',
      new ActivityFailure('failed', 'listUploads', '1', 'NON_RETRYABLE_FAILURE', undefined, said),
    ],
    ['that had a day', new ActivityFailure('failed', 'listUploads', '1', 'TIMEOUT', undefined, said)],
    ['of another kind', said],
  ])('is not what ends an activity %s', (_, error) => {
    expect(isOutage(jobOf(), error)).toBe(false);
  });
});
