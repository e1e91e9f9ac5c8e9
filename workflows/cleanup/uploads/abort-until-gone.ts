import { ROUNDS_BEFORE_RELISTING } from '../../durable/policies.ts';
import { waitFor } from '../../durable/wait.ts';
import { backoff, isTimeUp } from '../give-up.ts';
import { continueAsNewIfLong, type Job } from '../job.ts';
import { abortAgain } from './abort.ts';
import { prove } from './prove.ts';

/** Aborts what remains again and again, ever more slowly, until it is gone or the bucket should be listed afresh. */
export async function abortUntilGone(job: Job, rounds = ROUNDS_BEFORE_RELISTING): Promise<void> {
  const { state } = job;
  while (state.remaining.length > 0 && state.listing.rounds < rounds && !isTimeUp(job)) {
    state.listing.rounds += 1;
    const why = `${state.remaining.length} uploads remain: wait before round ${state.round + 1}`;
    await waitFor(job, 'backing off', backoff(job, state.round), why);
    await prove(job, await abortAgain(job));
    await continueAsNewIfLong(job);
  }
}
