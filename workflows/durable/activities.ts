import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { AccountActivities } from '../../activities/account/contract.ts';
import type { BucketActivities } from '../../activities/bucket/contract.ts';
import type { CleanupActivities } from '../../activities/contract.ts';
import type { TallyActivities } from '../../activities/dry-run/contract.ts';
import type { NotifyActivities } from '../../activities/notify/contract.ts';
import type { RecordActivities } from '../../activities/record/contract.ts';

type Activities = CleanupActivities &
  TallyActivities &
  BucketActivities &
  AccountActivities &
  RecordActivities &
  NotifyActivities;

/** The activities under a policy, with a summary that says in the Temporal UI what this one call is about. */
export function activities(policy: ActivityOptions, summary: string): Activities {
  // The SDK names this as its default, but it does not wait unless this is spelled out (scheduleActivity in
  // @temporalio/workflow, workflow.ts).
  return proxyActivities<Activities>({ ...policy, summary, cancellationType: 'WAIT_CANCELLATION_COMPLETED' });
}
