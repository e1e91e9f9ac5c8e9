import { asWorkflowFailure } from '../durable/failures.ts';
import { ROUNDS_IN_A_RANGE } from '../durable/policies.ts';
import { beginPass } from './account/pass.ts';
import type { CleanupInput, Resume } from './contract.ts';
import { isAllDenied } from './failures.ts';
import { continueAsNewIfLong, isLong, type Job, openJob } from './job.ts';
import { cleanNextStretch } from './segment.ts';
import { show, showEnd, showFailure } from './shown/current-details.ts';
import { handleMessages } from './shown/messages.ts';
import { abortUntilGone } from './uploads/abort-until-gone.ts';

/**
 * One pass over a range of keys, as a child of cleanupMultipartUploads, which proves the result by passes of its own.
 * Answers what it counted and what remains.
 */
export async function cleanKeyRange(input: CleanupInput): Promise<Resume> {
  const job = openJob(input, show);
  handleMessages(job);
  show(job);
  try {
    beginPass(job);
    while (!job.state.listing.ended) {
      await cleanNextStretch(job);
      if (!endsHere(job)) await continueAsNewIfLong(job);
    }
    // Where a permission seems to be missing, the parent judges: it knows of other ranges.
    await abortUntilGone(job, isAllDenied(job) ? 0 : ROUNDS_IN_A_RANGE);
    showEnd(job, { how: 'done' });
    return job.state;
  } catch (error) {
    showFailure(job, error);
    throw asWorkflowFailure(error);
  }
}

/** True where a range that fills a run has nothing left to do: another run would only answer. */
function endsHere(job: Job): boolean {
  const { listing, remaining } = job.state;
  return listing.ended && remaining.length === 0 && isLong(job);
}
