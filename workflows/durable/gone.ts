import type { ActivityFailure } from '@temporalio/common';
import { type ActivityOptions, sleep } from '@temporalio/workflow';
import type { Target } from '../../activities/contract.ts';
import type { RequestCounts } from '../../domain/counts.ts';
import { activities } from './activities.ts';
import { failure, rootFailure } from './failures.ts';
import { BUCKET_POLICY, FALSE_ALARMS_AT_MOST } from './policies.ts';
import { rateOnly } from './rate/parts.ts';
import type { Steering } from './steering.ts';
import { ridingOut } from './trouble/outage.ts';

/** What it takes to ask once more for a bucket that S3 does not know. */
export interface SecondLook {
  target: Target;
  /** Of the job that asks. It holds to the rate of the job. */
  steering: Pick<Steering, 'state' | 'outage' | 'show'>;
  /** How long after the first answer, at least a second. */
  waitMs: number;
  /** Told which requests it took. */
  count: (requests: Partial<RequestCounts>) => unknown;
}

/** At the start of a job, a mistyped name has to be told at once. */
const LEAST_WAIT_MS = 1_000;

/** Asks for a bucket again that S3 does not know: in two other requests, after a while. */
export async function isReallyGone({ target, steering, waitMs, count }: SecondLook): Promise<boolean> {
  const summary = `${target.bucket} is said to be gone: it is asked for again`;
  await sleep(Math.max(waitMs, LEAST_WAIT_MS), { summary });
  const { exists, requests } = await ridingOut(steering, BUCKET_POLICY, (policy) =>
    activities(policy, `is ${target.bucket} really gone?`).bucketExists({ target, ...rateOnly(steering.state.limits) }),
  );
  count(requests);
  return !exists;
}

/**
 * True where a failure says that there is no such bucket, and there is: what failed is begun again. `inARow` such failures
 * came before this one. Fails with S3Unavailable when they do not cease.
 */
export async function isFalseAlarm(error: unknown, inARow: number, look: SecondLook): Promise<boolean> {
  if (rootFailure(error)?.type !== 'NoSuchBucket' || (await isReallyGone(look))) return false;
  if (inARow + 1 < FALSE_ALARMS_AT_MOST) return true;
  const { bucket } = look.target;
  const message = `S3 said ${FALSE_ALARMS_AT_MOST} times in a row that there is no bucket ${bucket}, which is there`;
  throw failure('S3Unavailable', `${message}: start again when S3 is well`);
}

/**
 * The answer of an activity that rides outages out, and is begun again after a false alarm. NoSuchBucket that it fails with is to be
 * believed. `begin` is that of ridingOut.
 */
export async function believed<Answer>(
  look: SecondLook,
  policy: ActivityOptions,
  begin: (policy: ActivityOptions, before?: ActivityFailure) => Promise<Answer>,
): Promise<Answer> {
  for (let alarms = 0; ; alarms += 1) {
    try {
      return await ridingOut(look.steering, policy, begin);
    } catch (error) {
      if (!(await isFalseAlarm(error, alarms, look))) throw error;
    }
  }
}
