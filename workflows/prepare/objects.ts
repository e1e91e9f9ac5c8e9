import { ApplicationFailure } from '@temporalio/workflow';
import type { FailureType } from '../../activities/contract.ts';
import { emptyingId } from '../../domain/job-id.ts';
import { EMPTYING_WORKFLOW } from '../../domain/workflow-types.ts';
import { startPaused } from './children.ts';
import type { EmptyInput, EmptyReport, PrepareFailureDetails } from './contract.ts';
import { beginStep } from './current-details.ts';
import { addEmptying, type Preparation, reportOf } from './job.ts';

/** Deletes all objects where asked for. Fails with ObjectsProtected or AccessDenied, once all others are deleted. */
export async function emptyObjects(job: Preparation): Promise<void> {
  const { target, emptyObjects, uploadsPerRun } = job.request;
  if (!emptyObjects) return;
  await beginStep(job, 'emptying');
  const input: EmptyInput = {
    target,
    versions: job.inspected?.versioning !== 'never-enabled',
    limits: { ...job.state.limits },
    objectsPerRun: uploadsPerRun,
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
  if (job.refused.ObjectLock) throw objectsAreLeft(job, 'ObjectsProtected');
  if (job.refused.AccessDenied) throw objectsAreLeft(job, 'AccessDenied');
}

/** Names what is left, by reason. */
export function objectsAreLeft(job: Preparation, type: FailureType): ApplicationFailure {
  const { bucket } = job.request.target;
  const reasons = Object.entries(job.refused).map(([reason, count]) => `${count} ${reason}`);
  const details: PrepareFailureDetails = { report: reportOf(job, false), refused: job.refused, objects: job.named };
  return ApplicationFailure.create({
    type,
    message: `Objects are left in ${bucket} that S3 does not delete (${reasons.join(', ')}): ${ADVICE[type] ?? ''}`,
    nonRetryable: true,
    details: [details],
  });
}

const ADVICE: Partial<Record<FailureType, string>> = {
  ObjectsProtected: 'they are under Object Lock; wait for the end of their retention, or lift the legal hold',
  AccessDenied: 'grant s3:DeleteObject and s3:DeleteObjectVersion on them, then start again',
  ObjectsRemain: 'start again later',
};
