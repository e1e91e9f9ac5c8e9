import { type ActivityOptions, condition, proxyActivities } from '@temporalio/workflow';
import type { BucketActivities } from '../../activities/bucket/contract.ts';
import type { CleanupActivities, Limits, RequestCounts } from '../../activities/contract.ts';
import type { TallyActivities } from '../../activities/dry-run/contract.ts';
import type { Job } from '../cleanup/job.ts';

/** The activities under a policy, with a summary that says in the Temporal UI what this one call is about. */
export function activities(policy: ActivityOptions, summary: string): CleanupActivities {
  // The SDK names this as its default, and yet does not wait (scheduleActivity in @temporalio/workflow, workflow.ts).
  return proxyActivities<CleanupActivities>({ ...policy, summary, cancellationType: 'WAIT_CANCELLATION_COMPLETED' });
}

/** The activities on a bucket as a whole, likewise. */
export function bucketActivities(policy: ActivityOptions, summary: string): BucketActivities {
  return proxyActivities<BucketActivities>({ ...policy, summary, cancellationType: 'WAIT_CANCELLATION_COMPLETED' });
}

/** Those of a dry run, likewise. */
export function tallyActivities(policy: ActivityOptions, summary: string): TallyActivities {
  return proxyActivities<TallyActivities>({ ...policy, summary, cancellationType: 'WAIT_CANCELLATION_COMPLETED' });
}

/** Returns when the job is not paused. */
export async function unlessPaused({ state }: Job): Promise<void> {
  if (state.paused) await condition(() => !state.paused);
}

/** The limits in force for the next activity. */
export function limitsOf({ state }: Job): Limits {
  const { concurrency, requestsPerSecond } = state.limits;
  return { concurrency, ...(requestsPerSecond === null ? {} : { requestsPerSecond }) };
}

export function countRequests({ state }: Job, made: Partial<RequestCounts>): void {
  state.requests.list += made.list ?? 0;
  state.requests.abort += made.abort ?? 0;
  state.requests.listParts += made.listParts ?? 0;
  state.requests.throttled += made.throttled ?? 0;
}
