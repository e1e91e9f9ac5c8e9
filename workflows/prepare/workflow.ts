import { asWorkflowFailure } from '../durable/failures.ts';
import { notifying } from '../notify/notify.ts';
import { bucketIsEmpty, deleteBucket, inspect, isGone, mayBeDeleted } from './bucket.ts';
import type { PrepareInput, PrepareReport } from './contract.ts';
import { show, showEnd, showFailure } from './current-details.ts';
import { openPreparation, type Preparation } from './job.ts';
import { handleMessages } from './messages.ts';
import { emptyObjects } from './objects.ts';
import { allowNewUploads, blockNewUploads } from './policy.ts';
import { reportOf } from './status.ts';
import { beginRecord, claimUploads, cleanUploads } from './uploads.ts';

/**
 * Makes a bucket ready for its deletion, and deletes it where that is asked for and confirmed. Fails as
 * cleanupMultipartUploads does, or with BucketNotEmpty, ObjectsProtected, ObjectsRemain, AccessPointsAttached or
 * AlreadyRunning. It then restores the bucket policy.
 */
export async function prepareBucketDeletion(input: PrepareInput): Promise<PrepareReport> {
  const job = openPreparation(input, show);
  handleMessages(job);
  show(job);
  return await notifying({ receiver: job.request.notify, isFirstRun: true }, () => work(job));
}

async function work(job: Preparation): Promise<PrepareReport> {
  try {
    await beginRecord(job);
    await inspect(job);
    do {
      const cleaning = await claimUploads(job);
      await blockNewUploads(job);
      await cleanUploads(job, cleaning);
      await mayBeDeleted(job);
      await emptyObjects(job);
    } while (!(await bucketIsEmpty(job)) || !(await deleteBucket(job)));
    return end(job);
  } catch (error) {
    if (isGone(job, error)) return end(Object.assign(job, { deleted: true }));
    const failure = await allowNewUploads(job, asWorkflowFailure(error));
    showFailure(job, failure);
    throw failure;
  }
}

function end(job: Preparation): PrepareReport {
  showEnd(job, job.deleted ? 'deleted' : 'ready');
  return reportOf(job, true);
}
