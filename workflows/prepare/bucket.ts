import type { ApplicationFailure } from '@temporalio/workflow';
import { addTo } from '../../domain/counts.ts';
import { activities } from '../durable/activities.ts';
import { failure, rootFailure } from '../durable/failures.ts';
import { believed } from '../durable/gone.ts';
import { BUCKET_POLICY, FIRST_CONTACT_POLICY, PROOF_POLICY, ROUNDS_AT_MOST } from '../durable/policies.ts';
import { waitFor } from '../durable/wait.ts';
import { beginStep } from './current-details.ts';
import { type Preparation, secondLook } from './job.ts';
import { detailsOfFailure, objectsAreLeft } from './objects.ts';

/** Looks at the bucket. Fails with NoSuchBucket, AccessDenied, WrongBucketOwner, WrongRegion and the like. */
export async function inspect(job: Preparation): Promise<void> {
  await beginStep(job, 'inspecting');
  await look(job);
}

/**
 * Looks once more, because uploads and objects may have arrived meanwhile. Fails with BucketNotEmpty when they never
 * cease.
 */
export async function bucketIsEmpty(job: Preparation): Promise<boolean> {
  await beginStep(job, 'looking again');
  const { holdsUploads, holdsObjects } = await look(job);
  refuseToLoseObjects(job, holdsObjects);
  if (!holdsUploads && !(job.request.emptyObjects && holdsObjects)) return true;
  await waitForTheNextRound(job, holdsUploads ? 'new uploads' : 'objects');
  return false;
}

/** Deletes the bucket where that is asked for, and proves it. False when S3 says that something is in it after all. */
export async function deleteBucket(job: Preparation): Promise<boolean> {
  if (!job.request.deleteBucket) return true;
  await beginStep(job, 'deleting the bucket');
  const activity = activities(BUCKET_POLICY, `delete ${job.request.target.bucket}`);
  try {
    const { target } = job.request;
    const { requests } = await believed(secondLook(job), () => activity.deleteBucket({ target }));
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

/** Fails with BucketNotEmpty where the bucket is to be deleted, its objects are not, and it has some. */
export function refuseToLoseObjects(job: Preparation, holdsObjects = job.inspected?.holdsObjects): void {
  const { deleteBucket, emptyObjects, target } = job.request;
  if (!deleteBucket || emptyObjects || !holdsObjects) return;
  throw notEmpty(
    job,
    `${target.bucket} holds objects: ask for emptyObjects (--empty-objects), too, if it is to be deleted with them`,
  );
}

async function look(job: Preparation) {
  const policy = job.inspected === null ? FIRST_CONTACT_POLICY : BUCKET_POLICY;
  const activity = activities(policy, 'look at the bucket');
  const { target } = job.request;
  const { requests, ...found } = await believed(secondLook(job), () => activity.inspectBucket({ target }));
  addTo(job.requests, requests);
  job.inspected ??= found;
  return found;
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
