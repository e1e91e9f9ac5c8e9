import type { Answered, Limits, Problem, Target, UploadRef } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { type Framed, type S3Access, type S3Work, withS3 } from '../frame/with-s3.ts';
import { S3Failure } from '../s3/failures.ts';
import type { S3Operation } from '../s3/operations.ts';
import { OutageWatch } from './outage.ts';
import { Progress, type Verb } from './progress.ts';

export interface UploadJob<U extends UploadRef> {
  verb: Verb;
  target: Target;
  uploads: U[];
  limits: Limits;
  /** What to do about one upload. An S3Failure that it lets through becomes a problem, or ends the activity. */
  handle(upload: U, s3: S3Access, index: number): Promise<Outcome>;
  /** How far an activity had come that failed: this one goes on there. Default: it begins with the first. */
  before?: object;
  /** A retry begins with the first upload, whatever the crashed attempt had come to. Default: false. */
  startsOver?: boolean;
  /** What is left to do when all are handled that will be. Default: nothing. */
  finish?(s3: Framed): Promise<void>;
}

/** `done`: nothing to report. `noted`: the caller holds something to report, so a retry has to find it again. */
export type Outcome = 'done' | 'noted' | { problem: string; operation?: S3Operation };

export interface UploadsHandled extends Answered {
  problems: Problem[];
  /** Positions of the uploads that are left to do because the workflow cancelled the activity. */
  left?: number[];
}

/**
 * Handles every upload, `limits.concurrency` at a time. What stops a single upload is a problem; what concerns all of them,
 * such as NoSuchBucket or an outage, fails the activity at once. A retry goes on where the crashed attempt had come to. When
 * the workflow cancels the activity, it begins nothing more and answers what it did.
 */
export function forEachUpload<U extends UploadRef>(
  job: UploadJob<U>,
  dependencies: Dependencies,
): Promise<UploadsHandled> {
  const { target, limits } = job;
  const progress = new Progress(job.verb, job.uploads.length, job);
  const frame = { target, limits, details: () => progress.details, answersWhenCancelled: true };
  return withS3(dependencies, frame, async (s3) => {
    const handled = await handleAll(job, s3, progress);
    await job.finish?.(s3);
    return handled;
  });
}

/** Answers what is not done; `progress` is told what is. */
export async function handleAll<U extends UploadRef>(
  job: UploadJob<U>,
  s3: S3Work,
  progress: Pick<Progress, 'start' | 'isDone' | 'done'>,
): Promise<Omit<UploadsHandled, 'requests'>> {
  const problems: Problem[] = [];
  const left: number[] = [];
  const outage = new OutageWatch(() => probe(job.target, s3));
  let next = progress.start;
  const lane = async () => {
    for (let index = next++; index < job.uploads.length; index = next++) {
      if (progress.isDone(index)) continue;
      const outcome = s3.stop.aborted ? 'left' : await handleOne(job, s3, outage, index);
      if (outcome === 'done') progress.done(index);
      else if (outcome === 'left') left.push(index);
      else if (outcome !== 'noted') problems.push(problemAt(index, outcome));
    }
  };
  await Promise.all(Array.from({ length: Math.min(job.limits.concurrency, job.uploads.length) }, lane));
  await outage.end();
  return {
    problems: problems.sort((a, b) => a.index - b.index),
    ...(left.length > 0 && { left: left.sort((a, b) => a - b) }),
  };
}

async function handleOne<U extends UploadRef>(
  job: UploadJob<U>,
  s3: S3Work,
  outage: OutageWatch,
  index: number,
): Promise<Outcome | 'left'> {
  try {
    const outcome = await job.handle(job.uploads[index] as U, s3, index);
    outage.answered();
    return outcome;
  } catch (error) {
    if (s3.stop.aborted && error === s3.stop.reason) return 'left';
    if (!(error instanceof S3Failure) || error.kind === 'fatal') throw error;
    if (error.isRetryable) await outage.gaveUp();
    else outage.answered();
    const { kind, type, code, operation } = error;
    return { problem: kind === 'denied' ? type : code, ...(operation !== ABOUT[job.verb] && { operation }) };
  }
}

/** The request that an activity is about. */
const ABOUT: Record<Verb, S3Operation> = {
  aborted: 'AbortMultipartUpload',
  verified: 'ListParts',
  inspected: 'ListParts',
};

function problemAt(
  index: number,
  { problem: reason, operation }: { problem: string; operation?: S3Operation },
): Problem {
  return { index, reason, ...(operation && { operation }) };
}

/**
 * Any answer shows that S3 works, even a refusal, unless it says that nothing can be done with this bucket. What is interrupted asks for
 * nothing more: it answers what it did.
 */
async function probe(target: Target, { gateway, requests, stop }: S3Work): Promise<void> {
  if (stop.aborted) return;
  try {
    await requests.sendOnce('list', (signal) => gateway.listUploads({ target, maxUploads: 1 }, signal));
  } catch (error) {
    if (!(error instanceof S3Failure) || error.isRetryable || error.kind === 'fatal') throw error;
  }
}
