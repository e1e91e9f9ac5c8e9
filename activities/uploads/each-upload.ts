import type { Limits, Problem, RequestCounts, Target, UploadRef } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { startHeartbeats } from '../frame/heartbeats.ts';
import { Interruption } from '../frame/interruption.ts';
import { S3Failure } from '../s3/failures.ts';
import type { S3Gateway } from '../s3/gateway.ts';
import { PacedRequests } from '../s3/pacing/paced-requests.ts';
import { OutageWatch } from './outage.ts';
import { Progress, type Verb } from './progress.ts';

export interface UploadJob<U extends UploadRef> {
  verb: Verb;
  target: Target;
  uploads: U[];
  limits: Limits;
  /** What to do about one upload. An S3Failure that it lets through becomes a problem, or ends the activity. */
  handle(upload: U, s3: UploadAccess, index: number): Promise<Outcome>;
}

export interface UploadAccess {
  gateway: S3Gateway;
  requests: PacedRequests;
}

/** `done`: nothing to report. `noted`: the caller holds something to report, so a retry has to find it again. */
export type Outcome = 'done' | 'noted' | { problem: string };

export interface UploadsHandled {
  problems: Problem[];
  /** Positions of the uploads that are left to do because the workflow cancelled the activity. */
  left?: number[];
  requests: Partial<RequestCounts>;
}

/**
 * Handles every upload, `limits.concurrency` at a time. Single uploads end as problems; what concerns all of them, such
 * as NoSuchBucket or an outage, fails the activity at once. Resumes where a crashed attempt had come to. When the
 * workflow cancels the activity, it begins nothing more and answers what it did.
 */
export async function forEachUpload<U extends UploadRef>(
  job: UploadJob<U>,
  { connect, clock, random }: Dependencies,
): Promise<UploadsHandled> {
  const { gateway, ...rates } = connect(job.target, job.limits.requestsPerSecond);
  const interruption = new Interruption(clock);
  const { stop, signal } = interruption;
  const requests = new PacedRequests({ ...rates, clock, random, stop, signal });
  const progress = new Progress(job.verb, job.uploads.length);
  const stopHeartbeats = startHeartbeats(() => progress.details, clock);
  try {
    const handled = await untilAborted(handleAll(job, { gateway, requests }, progress, stop), signal);
    return { ...handled, requests: requests.counts };
  } catch (error) {
    interruption.abort(error);
    throw error;
  } finally {
    interruption.end();
    stopHeartbeats();
  }
}

/** Answers what is not done; `progress` is told what is. */
export async function handleAll<U extends UploadRef>(
  job: UploadJob<U>,
  s3: UploadAccess,
  progress: Pick<Progress, 'start' | 'done'>,
  stop: AbortSignal,
): Promise<Omit<UploadsHandled, 'requests'>> {
  const problems: Problem[] = [];
  const left: number[] = [];
  const outage = new OutageWatch(() => probe(job.target, s3));
  let next = progress.start;
  const lane = async () => {
    for (let index = next++; index < job.uploads.length; index = next++) {
      const outcome = stop.aborted ? 'left' : await handleOne(job, s3, outage, index, stop);
      if (outcome === 'done') progress.done(index);
      else if (outcome === 'left') left.push(index);
      else if (outcome !== 'noted') problems.push({ index, reason: outcome.problem });
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
  s3: UploadAccess,
  outage: OutageWatch,
  index: number,
  stop: AbortSignal,
): Promise<Outcome | 'left'> {
  try {
    const outcome = await job.handle(job.uploads[index] as U, s3, index);
    outage.answered();
    return outcome;
  } catch (error) {
    if (stop.aborted && error === stop.reason) return 'left';
    if (!(error instanceof S3Failure) || error.kind === 'fatal') throw error;
    if (error.isRetryable) await outage.gaveUp();
    else outage.answered();
    return { problem: error.kind === 'denied' ? error.type : error.code };
  }
}

/** Any answer will do, even a refusal, as long as it is not that nothing works here. */
async function probe(target: Target, { gateway, requests }: UploadAccess): Promise<void> {
  try {
    await requests.sendOnce('list', (signal) => gateway.listUploads({ target, maxUploads: 1 }, signal));
  } catch (error) {
    if (!(error instanceof S3Failure) || error.isRetryable || error.kind === 'fatal') throw error;
  }
}

/** Not every request ends at once when aborted: one that still waits for credentials does not. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
