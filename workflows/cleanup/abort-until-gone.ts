import { ROUNDS_BEFORE_RELISTING } from '../durable/policies.ts';
import { waitFor } from '../durable/wait.ts';
import { abortAgain } from './abort.ts';
import { isTimeUp } from './failures.ts';
import { continueAsNewIfLong, type Job } from './job.ts';
import { prove } from './prove.ts';

/** Aborts what remains again and again, ever more slowly, until it is gone or the bucket should be listed afresh. */
export async function abortUntilGone(job: Job, rounds = ROUNDS_BEFORE_RELISTING): Promise<void> {
  const { request, state } = job;
  if (!request.dryRun) state.givesUpAt ??= new Date(Date.now() + request.retry.giveUpAfter).toISOString();
  while (state.remaining.length > 0 && state.listing.rounds < rounds && !isTimeUp(job)) {
    state.listing.rounds += 1;
    const why = `${state.remaining.length} uploads remain: wait before round ${state.round + 1}`;
    await waitFor(job, 'backing off', backoff(job), why);
    await prove(job, await abortAgain(job));
    await continueAsNewIfLong(job);
  }
}

/** Doubles with every round after the first, up to `retry.maximum`, and never beyond the time to give up. */
function backoff({ request, state }: Job): number {
  const { initial, maximum } = request.retry;
  const left = Date.parse(state.givesUpAt ?? '') - Date.now();
  return Math.min(initial * 2 ** (state.round - 1), maximum, Math.max(left, 0));
}
