import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { type ActivityOptions, CancellationScope, isCancellation } from '@temporalio/workflow';
import type { Trouble } from '../../../../workflows/durable/contract.ts';
import {
  ATTEMPTS_BEFORE_TROUBLE,
  FIRST_CONTACT_POLICY,
  UPLOADS_POLICY,
} from '../../../../workflows/durable/policies.ts';
import {
  endOutage,
  type Outage,
  ridesOut,
  ridingOut,
  showingTrouble,
} from '../../../../workflows/durable/trouble/outage.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';

const said = ApplicationFailure.create({ type: 'CredentialsUnavailable', message: 'log in again, by aws sso login' });
const lastAttempt = (cause: Error) =>
  new ActivityFailure('failed', 'listUploads', '1', 'MAXIMUM_ATTEMPTS_REACHED', undefined, cause);

/** A job, and what its page has shown of trouble, one after the other. */
function rider() {
  const outage: Outage = { ofChildren: new Map() };
  const shown: Array<string | undefined> = [];
  return { outage, shown, show: () => void shown.push(outage.own?.type) };
}

describe('an outage in the middle of a job', () => {
  it('ends the first activity after a few attempts, and is ridden out by the next one', () => {
    const job = rider();
    expect(showingTrouble(job.outage, UPLOADS_POLICY).retry?.maximumAttempts).toBe(ATTEMPTS_BEFORE_TROUBLE);

    expect(ridesOut(job, lastAttempt(said))).toBe(true);

    expect(showingTrouble(job.outage, UPLOADS_POLICY)).toBe(UPLOADS_POLICY);
  });

  it('is told in the words of the failure, and since when', () => {
    const job = rider();

    ridesOut(job, lastAttempt(said));

    expect(job.outage.own).toMatchObject({ type: 'CredentialsUnavailable', message: 'log in again, by aws sso login' });
    expect(Date.parse(job.outage.own?.since ?? '')).not.toBeNaN();
    expect(job.shown).toEqual(['CredentialsUnavailable']);
  });

  it('is told where the activity could say nothing, as that of a worker that was lost', () => {
    const job = rider();

    ridesOut(job, lastAttempt(new TimeoutFailure('activity Heartbeat timeout', undefined, 'HEARTBEAT')));

    expect(job.outage.own).toMatchObject({ type: 'NoAnswer', message: expect.stringContaining('Heartbeat') });
  });

  it('began with its first failure, and has ended with the first answer', () => {
    const job = rider();
    const trouble: Trouble = { type: 'S3Unavailable', message: 'no answer', since: '2026-02-01T03:12:00.000Z' };
    job.outage.own = trouble;

    ridesOut(job, lastAttempt(said));
    expect(job.outage.own).toBe(trouble);

    endOutage(job);
    expect(job.outage.own).toBeUndefined();
    expect(job.shown.at(-1)).toBeUndefined();
  });

  it.each([
    [
      'whose failure is final',
      new ActivityFailure('failed', 'listUploads', '1', 'NON_RETRYABLE_FAILURE', undefined, said),
    ],
    ['that had a day', new ActivityFailure('failed', 'listUploads', '1', 'TIMEOUT', undefined, said)],
    ['of another kind', said],
  ])('is not what ends an activity %s', (_, error) => {
    expect(ridesOut(rider(), error)).toBe(false);
  });
});

describe('a job that rides an outage out', () => {
  beforeEach(() => new OutsideTemporal());

  it('is cancelled where its activity is lost after the cancellation was requested', async () => {
    const job = rider();
    const scope = new CancellationScope();
    const lost = new TimeoutFailure('activity Heartbeat timeout', undefined, 'HEARTBEAT');

    const answer = scope.run(() =>
      ridingOut(job, UPLOADS_POLICY, async () => {
        scope.cancel();
        throw new ActivityFailure('failed', 'bucketExists', '1', 'CANCEL_REQUESTED', undefined, lost);
      }),
    );

    expect(isCancellation(await answer.catch((error) => error))).toBe(true);
    expect(job.shown).toEqual([]);
  });

  it('begins the activity again, tells it how the one before failed, and shows trouble until it answers', async () => {
    const job = rider();
    const failure = lastAttempt(said);
    const begun: Array<[number | undefined, ActivityFailure | undefined]> = [];

    const answer = await ridingOut(job, UPLOADS_POLICY, async ({ retry }, before) => {
      begun.push([retry?.maximumAttempts, before]);
      if (!before) throw failure;
      return 'done';
    });

    expect(answer).toBe('done');
    expect(begun).toEqual([
      [ATTEMPTS_BEFORE_TROUBLE, undefined],
      [undefined, failure],
    ]);
    expect(job.shown).toEqual(['CredentialsUnavailable', undefined]);
  });

  it('shows nothing where nothing is wrong', async () => {
    const job = rider();

    await ridingOut(job, UPLOADS_POLICY, async () => 'done');

    expect(job.shown).toEqual([]);
  });

  it('ends with its first contact, which has a last attempt of its own', async () => {
    const job = rider();
    const given: ActivityOptions[] = [];
    const failure = lastAttempt(said);

    const answer = ridingOut(job, FIRST_CONTACT_POLICY, async (policy) => {
      given.push(policy);
      throw failure;
    });

    await expect(answer).rejects.toBe(failure);
    expect(given).toEqual([FIRST_CONTACT_POLICY]);
    expect(job.shown).toEqual([]);
  });
});
