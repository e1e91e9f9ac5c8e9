import type { ApplicationFailure } from '@temporalio/workflow';
import type { BucketInspection, LockedObject } from '../../activities/bucket/contract.ts';
import { addTo } from '../../domain/counts.ts';
import { merged } from '../../domain/s3/dialect.ts';
import { mfaDeleteIsOn } from '../../domain/wording.ts';
import { activities } from '../durable/activities.ts';
import { failure, rootFailure } from '../durable/failures.ts';
import { believed } from '../durable/gone.ts';
import { BUCKET_POLICY, FIRST_CONTACT_POLICY, PROOF_POLICY, ROUNDS_AT_MOST } from '../durable/policies.ts';
import { waitFor } from '../durable/wait.ts';
import { beginStep } from './current-details.ts';
import { type Preparation, secondLook } from './job.ts';
import { detailsOfFailure, objectsAreLeft } from './objects.ts';

/**
 * Looks at the bucket. Fails with NoSuchBucket, AccessDenied, WrongBucketOwner, WrongRegion and the like, and where its objects cannot
 * be deleted as asked.
 */
export async function inspect(job: Preparation): Promise<void> {
  await beginStep(job, 'inspecting');
  const { locked, ...found } = await look(job);
  refuseToLoseObjects(job, found);
  refuseToEmptyInPart(job, locked);
}

/** Asks whether the bucket may be deleted, before its objects are, where S3 could not be asked at the first look. */
export async function mayBeDeleted(job: Preparation): Promise<void> {
  if (!isToBeAsked(job) || !job.inspected?.holdsObjects) return;
  await beginStep(job, 'emptying');
  await look(job);
}

/**
 * Looks once more, because uploads and objects may have arrived meanwhile. Fails with BucketNotEmpty when they never
 * cease.
 */
export async function bucketIsEmpty(job: Preparation): Promise<boolean> {
  await beginStep(job, 'looking again');
  const found = await look(job);
  refuseToLoseObjects(job, found);
  const { holdsUploads, holdsObjects } = found;
  if (holdsUploads) refuseToDestroyObjects(job);
  if (!holdsUploads && !(job.request.emptyObjects && holdsObjects)) return true;
  await waitForTheNextRound(job, holdsUploads ? 'new uploads' : 'objects');
  return false;
}

/** Deletes the bucket where that is asked for, and proves it. False when S3 says that something is in it after all. */
export async function deleteBucket(job: Preparation): Promise<boolean> {
  if (!job.request.deleteBucket) return true;
  await beginStep(job, 'deleting the bucket');
  const { target } = job.request;
  try {
    const { requests } = await believed(secondLook(job), BUCKET_POLICY, (policy) =>
      activities(policy, `delete ${target.bucket}`).deleteBucket({ target }),
    );
    addTo(job.requests, requests);
  } catch (error) {
    if (rootFailure(error)?.type !== 'BucketNotEmpty') throw error;
    await waitForTheNextRound(job, 'something that S3 does not list');
    return false;
  }
  await proveGone(job);
  return true;
}

async function proveGone(job: Preparation): Promise<void> {
  const activity = activities(PROOF_POLICY, `prove that ${job.request.target.bucket} is gone`);
  const { requests } = await activity.proveBucketGone({ target: job.request.target });
  addTo(job.requests, requests);
  job.deleted = true;
}

/**
 * True where this job has seen the bucket, and S3 does not know it any more: somebody else deleted it, or the answer to our
 * own DeleteBucket was lost. Every step asks S3 again before it fails so.
 */
export function isGone({ inspected }: Preparation, error: unknown): boolean {
  return inspected !== null && rootFailure(error)?.type === 'NoSuchBucket';
}

/** Nothing can be empty then, so nothing is touched: what would be deleted of it cannot be had again. */
function refuseToEmptyInPart(job: Preparation, locked: LockedObject[] = []): void {
  const [first] = locked;
  if (!first) return;
  const { bucket } = job.request.target;
  job.refused = { ObjectLock: locked.length };
  job.named = locked.map(({ until: _, ...object }) => ({ ...object, reason: 'ObjectLock' }));
  throw failure(
    'ObjectsProtected',
    `${bucket} holds objects under Object Lock, such as ${JSON.stringify(first.key)} ` +
      `${first.until ? `until ${first.until}` : 'by a legal hold'}: nothing was deleted. Wait for the end of their retention, or lift ` +
      'the legal hold, then start again. Without emptyObjects (--empty-objects) the uploads are aborted all the same',
    [detailsOfFailure(job)],
  );
}

function refuseToLoseObjects(job: Preparation, { holdsObjects, mfaDelete }: BucketInspection): void {
  const { deleteBucket, emptyObjects, target } = job.request;
  if (!holdsObjects) return;
  if (emptyObjects && mfaDelete) {
    throw failure('ObjectsProtected', `${target.bucket}: ${mfaDeleteIsOn(target.bucket)}`, [detailsOfFailure(job)]);
  }
  if (emptyObjects || !deleteBucket) return;
  throw notEmpty(
    job,
    `${target.bucket} holds objects: ask for emptyObjects (--empty-objects), too, if it is to be deleted with them`,
  );
}

/**
 * Fails with BucketNotEmpty where uploads were kept because they look completed. Where objects are emptied, theirs are gone by now, and
 * the next round aborts them.
 */
function refuseToDestroyObjects(job: Preparation): void {
  const { emptyObjects, target } = job.request;
  const { keptCompleted } = job.uploads;
  if (emptyObjects || keptCompleted === 0) return;
  const which = `${keptCompleted} uploads that look completed, and this S3 may destroy their objects with them`;
  throw notEmpty(
    job,
    `${target.bucket} holds ${which}: ask for emptyObjects (--empty-objects), too, if they may go, or for keepCompleted "never" ` +
      `(--keep-completed never) if this S3 is known to do no harm to completed objects`,
  );
}

async function look(job: Preparation): Promise<BucketInspection & { locked?: LockedObject[] }> {
  const isFirst = job.inspected === null;
  const policy = isFirst ? FIRST_CONTACT_POLICY : BUCKET_POLICY;
  const { target, emptyObjects } = job.request;
  const input = {
    target,
    ...(isToBeAsked(job) && { askToDelete: true }),
    ...(isFirst && emptyObjects && { askAboutLocks: true }),
  };
  const { requests, deletion, dialect, locked, ...found } = await believed(secondLook(job), policy, (given) =>
    activities(given, 'look at the bucket').inspectBucket(input),
  );
  addTo(job.requests, requests);
  job.dialect = merged(job.dialect, dialect);
  job.inspected ??= found;
  if (deletion === 'allowed') job.mayBeDeleted = true;
  if (deletion === 'deleted') await endWithAllInIt(job);
  return { ...found, ...(locked && { locked }) };
}

function isToBeAsked({ request, mayBeDeleted }: Preparation): boolean {
  return request.deleteBucket && request.emptyObjects && !mayBeDeleted;
}

/** The job ends as where somebody else deleted the bucket. */
async function endWithAllInIt(job: Preparation): Promise<never> {
  const { bucket } = job.request.target;
  await proveGone(job);
  throw failure('NoSuchBucket', `${bucket} was deleted with all that was in it`);
}

async function waitForTheNextRound(job: Preparation, held: string): Promise<void> {
  const { target, quietPeriod } = job.request;
  if (job.rounds >= ROUNDS_AT_MOST) {
    if (Object.keys(job.refused).length > 0) throw objectsAreLeft(job, 'ObjectsRemain');
    const writers = job.initiators.slice(0, 10).map(({ id, uploads }) => `${id} (${uploads} uploads)`);
    const who = writers.length > 0 ? `; uploads came from ${writers.join(', ')}` : '';
    throw notEmpty(job, `${target.bucket} holds ${held} after ${job.rounds} rounds: stop what writes to it${who}`);
  }
  const why = `the bucket holds ${held}: quiet period before round ${job.rounds + 1}`;
  await waitFor(job, 'quiet period', quietPeriod, why);
}

function notEmpty(job: Preparation, message: string): ApplicationFailure {
  return failure('BucketNotEmpty', message, [detailsOfFailure(job)]);
}
