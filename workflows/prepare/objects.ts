import type { ApplicationFailure } from '@temporalio/workflow';
import type { FailureType } from '../../activities/contract.ts';
import { emptyingId } from '../../domain/job-id.ts';
import { mfaDeleteIsOn } from '../../domain/wording.ts';
import { EMPTYING_WORKFLOW } from '../../domain/workflow-types.ts';
import { failure } from '../durable/failures.ts';
import { stateToTell } from '../durable/steering.ts';
import type { EmptyInput, EmptyReport } from '../empty/contract.ts';
import { startPaused } from './children.ts';
import type { PrepareFailureDetails } from './contract.ts';
import { beginStep } from './current-details.ts';
import { addEmptying, type Preparation } from './job.ts';
import { reportOf } from './status.ts';

/** Deletes all objects where asked for. Fails with ObjectsProtected or AccessDenied, once all others are deleted. */
export async function emptyObjects(job: Preparation): Promise<void> {
  const { target, emptyObjects, uploadsPerRun, quietPeriod } = job.request;
  if (!emptyObjects) return;
  await beginStep(job, 'emptying');
  const input: EmptyInput = {
    target,
    versions: job.inspected?.versioning !== 'never-enabled',
    ...stateToTell(job.steering),
    objectsPerRun: uploadsPerRun,
    quietPeriod,
    paused: true,
  };
  const emptying = await startPaused<EmptyInput, EmptyReport>(
    job,
    {
      type: EMPTYING_WORKFLOW,
      workflowId: emptyingId(target.bucket),
      summary: `Delete all objects of ${target.bucket}`,
    },
    input,
  );
  addEmptying(job, await emptying.finish());
  if (job.refused.ObjectLock || job.refused.MfaDelete) throw objectsAreLeft(job, 'ObjectsProtected');
  if (job.refused.AccessDenied) throw objectsAreLeft(job, 'AccessDenied');
}

/** Names what is left, by reason. */
export function objectsAreLeft(job: Preparation, type: FailureType): ApplicationFailure {
  const { bucket } = job.request.target;
  const reasons = Object.entries(job.refused).map(([reason, count]) => `${count} ${reason}`);
  const advice = job.refused.MfaDelete ? mfaDeleteIsOn(bucket) : (ADVICE[type] ?? '');
  const message = `Objects are left in ${bucket} that S3 does not delete (${reasons.join(', ')}): ${advice}`;
  return failure(type, message, [detailsOfFailure(job)]);
}

/** How far the job came, and what stands in the way. */
export function detailsOfFailure(job: Preparation): PrepareFailureDetails {
  return { report: reportOf(job, false), refused: job.refused, objects: job.named };
}

const ADVICE: Partial<Record<FailureType, string>> = {
  ObjectsProtected: 'they are under Object Lock; wait for the end of their retention, or lift the legal hold',
  AccessDenied: 'grant s3:DeleteObject and s3:DeleteObjectVersion on them, then start again',
  ObjectsRemain: 'start again later',
};
