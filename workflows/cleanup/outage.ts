import { ActivityFailure } from '@temporalio/common';
import type { ActivityOptions } from '@temporalio/workflow';
import { rootFailure } from '../durable/failures.ts';
import { ATTEMPTS_BEFORE_TROUBLE } from '../durable/policies.ts';
import type { Trouble } from './contract.ts';

/** What of a job knows of it. */
export interface Troubled {
  /** An outage that activities are riding out. */
  trouble?: Trouble | undefined;
}

/**
 * The policy for the next activity. A workflow does not see that an activity is tried again: so the first one of an outage ends after
 * a few attempts, the page of the job says why, and the next one rides the outage out.
 */
export function showingTrouble({ trouble }: Troubled, policy: ActivityOptions): ActivityOptions {
  return trouble ? policy : { ...policy, retry: { ...policy.retry, maximumAttempts: ATTEMPTS_BEFORE_TROUBLE } };
}

/** True for a failure that Temporal would have tried again, had it been let. It is noted, until an activity answers. */
export function isOutage(job: Troubled, error: unknown): boolean {
  if (!(error instanceof ActivityFailure) || error.retryState !== 'MAXIMUM_ATTEMPTS_REACHED') return false;
  job.trouble ??= troubleIn(error);
  return true;
}

/** Where the activity itself said nothing, its worker was lost, or S3 let it wait for too long. */
function troubleIn(error: ActivityFailure): Trouble {
  const { type, message } = rootFailure(error) ?? {};
  return {
    type: type ?? 'NoAnswer',
    message: (message ?? `${error.activityType}: ${error.cause?.message}`).slice(0, MESSAGE_AT_MOST),
    since: new Date().toISOString(),
  };
}

const MESSAGE_AT_MOST = 1_000;
