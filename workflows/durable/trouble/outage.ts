import { ActivityFailure } from '@temporalio/common';
import type { ActivityOptions } from '@temporalio/workflow';
import type { Trouble } from '../contract.ts';
import { rootFailure, throwIfCancelled } from '../failures.ts';
import { ATTEMPTS_BEFORE_TROUBLE } from '../policies.ts';

/** What a run knows of outages. The next run meets one that goes on by itself. */
export interface Outage {
  /** One that activities of this run are riding out. */
  own?: Trouble | undefined;
  /** What children told of theirs, by workflow ID. */
  readonly ofChildren: Map<string, Trouble>;
}

/** A job that rides outages out. Every kind of job does. */
export interface Rider {
  readonly outage: Outage;
  /** Shows the change on the page of the job. */
  readonly show: () => void;
}

/**
 * The answer of an activity that rides an outage out, which the page of the job shows meanwhile. `begin` is given the policy and, where the
 * activity is begun again, the failure of the one before.
 */
export async function ridingOut<Answer>(
  rider: Rider,
  policy: ActivityOptions,
  begin: (policy: ActivityOptions, before?: ActivityFailure) => Promise<Answer>,
): Promise<Answer> {
  for (let before: ActivityFailure | undefined; ; ) {
    try {
      const answer = await begin(showingTrouble(rider.outage, policy), before);
      endOutage(rider);
      return answer;
    } catch (error) {
      throwIfCancelled();
      if (hasLastAttempt(policy) || !ridesOut(rider, error)) throw error;
      before = error;
    }
  }
}

/**
 * The policy for the next activity. A workflow does not see that an activity is tried again: so the first one of an outage ends after
 * a few attempts, the page of the job says why, and the next one rides the outage out. A policy with a last attempt stays as it is.
 */
export function showingTrouble({ own }: Pick<Outage, 'own'>, policy: ActivityOptions): ActivityOptions {
  if (own || hasLastAttempt(policy)) return policy;
  return { ...policy, retry: { ...policy.retry, maximumAttempts: ATTEMPTS_BEFORE_TROUBLE } };
}

/** True for a failure that Temporal would have tried again, had it been let. It is shown, until an activity answers. */
export function ridesOut({ outage, show }: Rider, error: unknown): error is ActivityFailure {
  if (!(error instanceof ActivityFailure) || error.retryState !== 'MAXIMUM_ATTEMPTS_REACHED') return false;
  outage.own ??= troubleIn(error);
  show();
  return true;
}

/** Any answer shows that S3 is reached again. */
export function endOutage({ outage, show }: Rider): void {
  if (!outage.own) return;
  outage.own = undefined;
  show();
}

function hasLastAttempt({ retry }: ActivityOptions): boolean {
  return retry?.maximumAttempts !== undefined;
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
