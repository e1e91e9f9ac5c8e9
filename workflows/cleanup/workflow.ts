import { asWorkflowFailure } from '../durable/failures.ts';
import { waitFor } from '../durable/wait.ts';
import { notifying } from '../notify/notify.ts';
import { openRecord } from '../record/record.ts';
import { beginPass, endPass } from './account/pass.ts';
import type { CleanupInput, CleanupReport } from './contract.ts';
import { refuseTooMany } from './count-first.ts';
import { dryRun } from './dry-run.ts';
import { bucketIsGone, giveUpInTime, refuseWhereAllIsDenied } from './failures.ts';
import { backoff } from './give-up.ts';
import { continueAsNewIfLong, isFirstContact, type Job, openJob } from './job.ts';
import { listPage } from './listing.ts';
import { canShareOut, cleanInRanges, firstOfSeveral, mayShareOutAtOnce } from './ranges.ts';
import { cleanNextStretch } from './segment.ts';
import { show, showEnd, showFailure } from './shown/current-details.ts';
import { handleMessages } from './shown/messages.ts';
import { meterKept } from './shown/metrics.ts';
import { checkSearchAttributes, publish } from './shown/search-attributes.ts';
import { reportOf } from './shown/status.ts';
import { abortUntilGone } from './uploads/abort-until-gone.ts';

/**
 * Aborts the selected incomplete multipart uploads of a bucket until ListParts and a fresh listing prove them gone.
 * Fails with InvalidInput, NoSuchBucket, AccessDenied, WrongBucketOwner, UnknownConnection, Unsupported, WrongRegion,
 * S3Unavailable, TooManyUploads or UploadsRemain.
 */
export async function cleanupMultipartUploads(input: CleanupInput): Promise<CleanupReport> {
  const job = openJob(input, show);
  handleMessages(job);
  show(job);
  checkSearchAttributes(job);
  const { notify: receiver } = job.request;
  return await notifying({ receiver, isFirstRun: input.resume === undefined }, () => work(job));
}

async function work(job: Job): Promise<CleanupReport> {
  try {
    if (job.request.dryRun) await dryRun(job);
    else await cleanUp(job);
    return end(job, job.request.dryRun ? 'dry-run' : 'clean');
  } catch (error) {
    if (bucketIsGone(job, error)) return end(job, 'bucket-gone');
    showFailure(job, error);
    throw asWorkflowFailure(error);
  }
}

function end(job: Job, outcome: CleanupReport['outcome']): CleanupReport {
  showEnd(job, { how: outcome });
  meterKept(job);
  return reportOf(job, outcome);
}

async function cleanUp(job: Job): Promise<void> {
  await beginRecord(job);
  await refuseTooMany(job);
  do await makePass(job);
  while (await anotherPassIsDue(job));
}

/** Part of another job, it has the record of that. */
async function beginRecord(job: Job): Promise<void> {
  const { input, request, state, steering } = job;
  const { record: url, target } = request;
  if (url === undefined || state.record) return;
  const { startedAt, requests } = state;
  const { connection, bucket } = target;
  const recorded = { input, url, connection, bucket, startedAt, steering, requests };
  state.record = await openRecord({ ...recorded, isFirstContact: isFirstContact(job) });
}

/** Lists everything once; what is found is aborted, given time to settle, and verified. */
async function makePass(job: Job): Promise<void> {
  beginPass(job);
  while (!job.state.listing.ended) {
    await cleanOn(job);
    refuseWhereAllIsDenied(job);
    await continueAsNewIfLong(job);
  }
  await abortUntilGone(job);
}

/** What is too long for one run is shared out, from the start where the first page has a next, or from where a run stopped. */
async function cleanOn(job: Job): Promise<void> {
  if (canShareOut(job)) return await cleanInRanges(job);
  const page = mayShareOutAtOnce(job) ? await listPage(job, undefined) : undefined;
  const first = page && (await firstOfSeveral(job, page));
  await (first ? cleanInRanges(job, first) : cleanNextStretch(job, page));
}

/** Only a pass that found nothing proves anything; it has to come after a quiet period. */
async function anotherPassIsDue(job: Job): Promise<boolean> {
  const { cleanPasses } = endPass(job);
  if (cleanPasses >= job.request.cleanPasses) return false;
  giveUpInTime(job);
  publish(job, 'quiet period');
  await waitFor(job, 'quiet period', restBeforePass(job), `quiet period before pass ${job.state.pass + 1}`);
  publish(job, 'cleaning');
  return true;
}

/** The second pass shows what the first one did. Where a later one still finds something, the next one may wait longer. */
function restBeforePass(job: Job): number {
  const { pass, cleanPasses } = job.state;
  const inVain = cleanPasses > 0 ? 0 : pass - 1;
  return Math.max(job.request.quietPeriod, inVain > 0 ? backoff(job, inVain) : 0);
}
