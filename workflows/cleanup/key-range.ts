import { patched } from '@temporalio/workflow';
import { continueAsNewIfLong, isLong } from '../durable/continue-as-new.ts';
import { handleMessages } from '../durable/handlers.ts';
import { ROUNDS_IN_A_RANGE } from '../durable/policies.ts';
import { abortUntilGone } from './abort-until-gone.ts';
import { cleanSegment } from './clean-segment.ts';
import type { CleanupInput, Resume } from './contract.ts';
import { isAllDenied, surface } from './failures.ts';
import { type Job, openJob } from './job.ts';
import { beginPass } from './passes.ts';
import { show, showEnd, showFailure } from './shown/current-details.ts';

/**
 * One pass over a range of keys, as a child of cleanupMultipartUploads, which proves the result by passes of its own.
 * Answers what it counted and what remains.
 */
export async function cleanKeyRange(input: CleanupInput): Promise<Resume> {
  const job = openJob(input);
  handleMessages(job);
  show(job);
  try {
    beginPass(job);
    while (!job.state.listing.ended) {
      await cleanSegment(job);
      if (!endsHere(job)) await continueAsNewIfLong(job);
    }
    await abortUntilGone(job, isInVain(job) ? 0 : ROUNDS_IN_A_RANGE);
    showEnd(job, 'done');
    return job.state;
  } catch (error) {
    showFailure(job, error);
    throw surface(error);
  }
}

/** True where a range that fills a run has nothing left to do: another run would only answer. */
function endsHere(job: Job): boolean {
  const { listing, remaining } = job.state;
  return listing.ended && remaining.length === 0 && isLong(job) && patched('full-range-ends-here');
}

/** True where a permission seems to be missing: the parent judges, who knows of other ranges. */
function isInVain(job: Job): boolean {
  return isAllDenied(job) && patched('denied-range-ends');
}
