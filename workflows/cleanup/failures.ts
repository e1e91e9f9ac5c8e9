import type { ApplicationFailure } from '@temporalio/common';
import { addTo, sum } from '../../domain/counts.ts';
import { inPages } from '../../domain/pages.ts';
import { failure, rootFailure } from '../durable/failures.ts';
import { KEYS_REFUSED_BEFORE_FAILING } from '../durable/policies.ts';
import { remainingByReason, somethingRemains } from './account/pass.ts';
import type { RemainingUpload, Resume, UploadsRemainDetails } from './contract.ts';
import { isTimeUp } from './give-up.ts';
import type { Job } from './job.ts';
import { reportOf } from './shown/status.ts';

const NAMED_AT_MOST = 100;

/** A bucket that S3 knew earlier in this job and knows no longer: its uploads went with it. */
export function bucketIsGone({ state }: Job, error: unknown): boolean {
  return rootFailure(error)?.type === 'NoSuchBucket' && state.requests.list > 0;
}

/**
 * Fails with AccessDenied when S3 refused every single upload so far: a permission is missing, and waiting won't help. One
 * key may be refused and the others not: where few keys were tried, the rest of the listing is waited for.
 */
export function refuseWhereAllIsDenied(job: Job): void {
  const { listing, remaining, account } = job.state;
  const keys = new Set(remaining.map(({ key }) => key)).size;
  if (!listing.ended && keys < KEYS_REFUSED_BEFORE_FAILING && job.ranges.size === 0) return;
  if (isAllDenied(job)) {
    const operations = Object.keys(remainingByReason(job.state)).map((reason) => reason.replace(': AccessDenied', ''));
    throw denied(job, operations, account.selected);
  }
  const unknown = sum(Object.values(listing.notLookedInto));
  const isNoneKnown = account.selected === 0 && !listing.keptCompleted;
  const isAllUnknown = isNoneKnown && unknown > 0 && unknown === listing.keptActive;
  if (listing.ended && isAllUnknown) throw allUnknown(job, unknown, Object.keys(listing.notLookedInto));
}

/** True where there were uploads, and S3 refused every one of them. */
export function isAllDenied({ state }: Pick<Job, 'state'>): boolean {
  const reasons = Object.keys(remainingByReason(state));
  // What is in doubt was gone, or could be looked at.
  return (
    !state.hasProof &&
    !state.account.inDoubt &&
    reasons.length > 0 &&
    reasons.every((reason) => reason.endsWith(': AccessDenied'))
  );
}

function denied({ request }: Job, operations: string[], uploads: number): ApplicationFailure {
  const grants = operations.map((operation) => PERMISSIONS[operation] ?? operation).join(' and ');
  const otherwise = operations.includes('HeadObject')
    ? `, or start again with ${WITHOUT_LOOKING}`
    : ', then start again';
  return failure(
    'AccessDenied',
    `AccessDenied on ${operations.join(' and ')} of all ${uploads} uploads tried in ${request.target.bucket}: ` +
      `grant ${grants} on its objects${otherwise}`,
  );
}

/** ListParts went wrong for every upload, for these reasons: nobody knows what they hold or who writes them. */
export function allUnknown(job: Job, uploads: number, reasons: string[]): ApplicationFailure {
  const [denials, others] = [reasons.flatMap(deniedIn), reasons.filter((reason) => deniedIn(reason).length === 0)];
  if (others.length === 0) return denied(job, denials, uploads);
  return failure(
    'S3Unavailable',
    `ListParts of all ${uploads} uploads tried in ${job.request.target.bucket} went wrong: ` +
      `${[...new Set(reasons)].join(', ')}. Start the job again when S3 is well, without measure and idleFor if it stays so`,
  );
}

/** The operation that such a reason of a dry run says was denied; none where it says something else. */
function deniedIn(reason: string): string[] {
  const [, operation = 'ListParts'] = /^(?:(\w+): )?AccessDenied$/.exec(reason) ?? [];
  return reason.endsWith('AccessDenied') ? [operation] : [];
}

/** Only who knows that no upload of the bucket was completed can say so. */
const WITHOUT_LOOKING =
  'keepCompleted "never" (--keep-completed never), if this S3 is known to do no harm to completed objects';

const PERMISSIONS: Record<string, string> = {
  HeadObject: 's3:GetObject and s3:ListBucket',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  ListParts: 's3:ListMultipartUploadParts',
};

/**
 * Fails with UploadsRemain when the time to give up has come, and the pass that has ended was not clean. A pass is not given up
 * before its end: its listing advances, or skips a key, and with its end the account is that of the whole bucket.
 */
export function giveUpInTime(job: Job): void {
  const { state } = job;
  const { hasGaps, isUntouched, notLookedInto, found } = state.listing;
  // What was only carried over, and is proven gone by now, needs a listing that shows it no more: one pass.
  const isUnsettled = hasGaps || (state.pass > 1 && !isUntouched && found > 0);
  const isUnknown = sum(Object.values(notLookedInto)) > 0;
  // Another pass would skip the same keys.
  if (hasGaps && isUntouched && !isUnknown && !somethingRemains(state)) throw cannotBeContinued(job);
  if (!isTimeUp(job) || !(isUnsettled || isUnknown || somethingRemains(state))) return;
  const details = whatRemains(job);
  const total = sum(Object.values(details.remaining));
  if (total === 0 && state.skippedKeys.length > 0) throw cannotBeContinued(job);
  const reasons = Object.entries(details.remaining).map(([reason, count]) => `${count} ${reason}`);
  const passes = `${state.pass} ${state.pass === 1 ? 'pass' : 'passes'}`;
  const message = `${total} uploads remain in ${job.request.target.bucket} after ${passes}: ${reasons.join(', ')}`;
  throw failure('UploadsRemain', hasGaps ? `${message}. ${whereItCannotBeContinued(job)}` : message, [details]);
}

export function cannotBeContinued(job: Pick<Job, 'request' | 'state'>): ApplicationFailure {
  return failure('Unsupported', whereItCannotBeContinued(job));
}

function whereItCannotBeContinued({ request, state }: Pick<Job, 'request' | 'state'>): string {
  const keys = state.skippedKeys.map((key) => JSON.stringify(key)).join(', ');
  const where = keys === '' ? '' : ` within ${keys}`;
  return `The listing of ${request.target.bucket} cannot be continued${where}: S3 refuses its own markers`;
}

function whatRemains(job: Job): UploadsRemainDetails {
  const { state } = job;
  const remaining = remainingByReason(state);
  for (const [reason, uploads] of Object.entries(state.listing.notLookedInto))
    addTo(remaining, { [`ListParts: ${reason}`]: uploads });
  const back = Object.keys(remaining).length === 0 ? listedByTheLastPass(state, remaining) : [];
  const [named = []] = inPages([...state.remaining.slice(0, NAMED_AT_MOST), ...back]);
  const uploads = named.map(({ key, uploadId, initiated, reason }) => ({ key, uploadId, initiated, reason }));
  return { report: reportOf(job, 'uploads-remain'), remaining, uploads };
}

/** Counts what the last pass listed although ListParts says that it is gone; answers those that can be named. */
function listedByTheLastPass({ listing }: Resume, remaining: Record<string, number>): RemainingUpload[] {
  const { again, foundAgain, found } = listing;
  if (foundAgain > 0) remaining.ListedAgain = foundAgain;
  if (found > foundAgain) remaining.NewUploads = found - foundAgain;
  return again.map((upload) => ({ ...upload, reason: 'ListedAgain' }));
}
