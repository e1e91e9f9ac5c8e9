import { ApplicationFailure, CancellationScope } from '@temporalio/workflow';
import { addTo } from '../../domain/counts.ts';
import { activities } from '../durable/activities.ts';
import { believed } from '../durable/gone.ts';
import { BUCKET_POLICY, RESTORING_POLICY } from '../durable/policies.ts';
import { enterPhase } from '../durable/wait.ts';
import { isGone } from './bucket.ts';
import { beginStep } from './current-details.ts';
import { type Preparation, secondLook } from './job.ts';

/** Denies new uploads by the bucket policy, once. Fails with Unsupported or AccessDenied. */
export async function blockNewUploads(job: Preparation): Promise<void> {
  const { target, blockNewUploads } = job.request;
  if (!blockNewUploads || job.newUploadsBlocked) return;
  await beginStep(job, 'blocking new uploads');
  // A request that was tried may have been done, even if its answer was lost.
  job.newUploadsBlocked = true;
  const input = { target, region: job.inspected?.region ?? null };
  const { requests } = await believed(secondLook(job), BUCKET_POLICY, (policy) =>
    activities(policy, 'deny s3:PutObject in the bucket policy').blockNewUploads(input),
  );
  addTo(job.requests, requests);
}

/** Takes that back when the job fails or is cancelled. Answers the failure to end with. */
export async function allowNewUploads(job: Preparation, failure: unknown): Promise<unknown> {
  if (!job.newUploadsBlocked) return failure;
  enterPhase(job, 'allowing new uploads');
  try {
    await CancellationScope.nonCancellable(() => restorePolicy(job));
    job.newUploadsBlocked = false;
    return failure;
  } catch (error) {
    return isGone(job, error) ? failure : stillBlocked(failure);
  }
}

async function restorePolicy(job: Preparation): Promise<void> {
  const { target } = job.request;
  const { requests } = await believed(secondLook(job), RESTORING_POLICY, (policy) =>
    activities(policy, 'restore the bucket policy').allowNewUploads({ target }),
  );
  addTo(job.requests, requests);
}

function stillBlocked(failure: unknown): unknown {
  if (!(failure instanceof ApplicationFailure)) return failure;
  const { type, message, details, cause } = failure;
  return ApplicationFailure.create({
    ...(type ? { type } : {}),
    message: `${message}; and the bucket policy could not be restored: it may still deny new uploads`,
    nonRetryable: true,
    details: details ?? [],
    ...(cause ? { cause } : {}),
  });
}
