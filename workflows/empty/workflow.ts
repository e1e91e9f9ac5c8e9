import type { PlannedDeletion } from '../../activities/bucket/contract.ts';
import type { Limits } from '../../activities/contract.ts';
import { addTo } from '../../domain/counts.ts';
import { present } from '../../domain/present.ts';
import { activities } from '../durable/activities.ts';
import { continueInNewRun } from '../durable/continue-as-new.ts';
import { asWorkflowFailure, endOf, progressOf } from '../durable/failures.ts';
import { believed } from '../durable/gone.ts';
import { OBJECTS_POLICY } from '../durable/policies.ts';
import { unlessPaused } from '../durable/steering.ts';
import type { EmptyInput, EmptyReport, EmptyState } from './contract.ts';
import { show } from './details.ts';
import { type Emptying, handleMessages, isLong, note, openEmptying, statusOf } from './job.ts';

/**
 * Deletes all objects of a bucket, page after page, as a child of prepareBucketDeletion. Answers what it counted, and
 * names only objects that S3 would not delete. Fails with InvalidInput where it is started on its own, because nobody
 * confirmed it then.
 */
export async function emptyBucket(input: EmptyInput): Promise<EmptyReport> {
  const emptying = openEmptying(input);
  const { state } = emptying;
  handleMessages(emptying);
  show(input, statusOf(emptying));
  try {
    while (!state.ended) {
      await emptyPage(emptying);
      if (isLong(emptying) && !state.ended) await continueInNewRun({ ...input, resume: state });
    }
    show(input, statusOf(emptying), { how: 'emptied' });
    return state;
  } catch (error) {
    show(input, statusOf(emptying), endOf(error));
    throw asWorkflowFailure(error);
  }
}

async function emptyPage({ input, state, steering }: Emptying): Promise<void> {
  await unlessPaused(steering);
  const { target, versions, quietPeriod } = input;
  const summary = `delete objects, ${state.versions} versions so far`;
  const from = present({ marker: state.marker });
  const count = (made: object) => addTo(state.requests, made);
  const look = { target, steering, waitMs: quietPeriod, count };
  const page = await believed(look, OBJECTS_POLICY, (policy, failed) => {
    const { deleteObjects } = activities(policy, summary);
    // What an outage ended was about to delete these: it counts what is gone by now.
    const before = present({ before: progressOf<PlannedDeletion>(failed) });
    return deleteObjects({ target, versions, ...from, ...before, limits: limitsOf(state) });
  });
  note(state, page);
  steering.show();
}

/** There is one activity at a time: it takes all of the rate. */
function limitsOf({ limits: { concurrency, requestsPerSecond } }: EmptyState): Limits {
  return { concurrency, ...present({ requestsPerSecond: requestsPerSecond ?? undefined }) };
}
