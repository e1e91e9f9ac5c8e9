import type { ApplicationFailure } from '@temporalio/common';
import { sum } from '../../domain/counts.ts';
import { inPages } from '../../domain/pages.ts';
import { failure, rootFailure } from '../durable/failures.ts';
import type { RemainingUpload, Resume, UploadsRemainDetails } from './contract.ts';
import type { Job } from './job.ts';
import { remainingByReason, somethingRemains } from './ledger.ts';
import { countUploads, reportOf } from './shown/status.ts';

const NAMED_AT_MOST = 100;

/** A bucket that S3 knew earlier in this job and knows no longer: its uploads went with it. */
export function bucketIsGone({ state }: Job, error: unknown): boolean {
  return rootFailure(error)?.type === 'NoSuchBucket' && state.requests.list > 0;
}

/** Fails with AccessDenied when S3 refused every single upload so far: a permission is missing, and waiting won't help. */
export function refuseWhereAllIsDenied(job: Job): void {
  if (!isAllDenied(job)) return;
  const operations = Object.keys(remainingByReason(job.state)).map((reason) => reason.replace(': AccessDenied', ''));
  throw denied(job, operations, countUploads(job).selected);
}

/** True where there were uploads, and S3 refused every one of them. */
export function isAllDenied(job: Job): boolean {
  const reasons = Object.keys(remainingByReason(job.state));
  return (
    countUploads(job).gone === 0 && reasons.length > 0 && reasons.every((reason) => reason.endsWith(': AccessDenied'))
  );
}

function denied({ request }: Job, operations: string[], uploads: number): ApplicationFailure {
  const grants = operations.map((operation) => PERMISSIONS[operation] ?? operation).join(' and ');
  return failure(
    'AccessDenied',
    `AccessDenied on ${operations.join(' and ')} of all ${uploads} uploads tried in ${request.target.bucket}: ` +
      `grant ${grants} on its objects, then start again`,
  );
}

/** ListParts went wrong for every upload of a page, for these reasons: nobody knows what they hold or who writes them. */
export function allUnknown(job: Job, uploads: number, reasons: string[]): ApplicationFailure {
  if (reasons.every((reason) => reason === 'AccessDenied')) return denied(job, ['ListParts'], uploads);
  return failure(
    'S3Unavailable',
    `ListParts of all ${uploads} uploads tried in ${job.request.target.bucket} went wrong: ` +
      `${[...new Set(reasons)].join(', ')}. Start the job again when S3 is well, without measure and idleFor if it stays so`,
  );
}

const PERMISSIONS: Record<string, string> = {
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  ListParts: 's3:ListMultipartUploadParts',
};

/** Fails with UploadsRemain when the time to give up has come and the job is not done. */
export function giveUpInTime(job: Job): void {
  const { state } = job;
  const isUnfinished = somethingRemains(state) || (state.pass > 1 && state.listing.found > 0);
  if (!isUnfinished || !isTimeUp(job)) return;
  const details = whatRemains(job);
  const total = sum(Object.values(details.remaining));
  const reasons = Object.entries(details.remaining).map(([reason, count]) => `${count} ${reason}`);
  const passes = `${state.pass} ${state.pass === 1 ? 'pass' : 'passes'}`;
  const message = `${total} uploads remain in ${job.request.target.bucket} after ${passes}: ${reasons.join(', ')}`;
  throw failure('UploadsRemain', message, [details]);
}

export function isTimeUp({ state }: Pick<Job, 'state'>): boolean {
  return state.givesUpAt !== null && Date.now() >= Date.parse(state.givesUpAt);
}

function whatRemains(job: Job): UploadsRemainDetails {
  const { state } = job;
  const remaining = remainingByReason(state);
  if (state.unproven > 0) remaining.Unproven = state.unproven;
  const back = Object.keys(remaining).length === 0 ? listedByTheLastPass(state, remaining) : [];
  const [named = []] = inPages([...state.remaining.slice(0, NAMED_AT_MOST), ...back]);
  const uploads = named.map(({ key, uploadId, initiated, reason }) => ({ key, uploadId, initiated, reason }));
  return { report: reportOf(job, 'uploads-remain'), remaining, uploads };
}

/** Counts what the last pass listed although ListParts says that it is gone; answers those that can be named. */
function listedByTheLastPass({ listing }: Resume, remaining: Record<string, number>): RemainingUpload[] {
  const { uploads = 0, named = [] } = listing.again ?? {};
  if (uploads > 0) remaining.ListedAgain = uploads;
  if (listing.found > uploads) remaining.NewUploads = listing.found - uploads;
  return named.map((upload) => ({ ...upload, reason: 'ListedAgain' }));
}
