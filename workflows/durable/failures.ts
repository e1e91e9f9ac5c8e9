import { ActivityFailure, TimeoutFailure } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  isCancellation,
  TemporalFailure,
} from '@temporalio/workflow';
import type { FailureType } from '../../activities/contract.ts';

/** How a run ended, in a word or two, and what its failure said. */
export interface JobEnd {
  how: string;
  message?: string;
}

/** A page in the UI is a few KB at most. */
const MESSAGE_AT_MOST = 1_000;

/** A failure that ends a workflow for good. */
export function failure(type: FailureType, message: string, details: unknown[] = []): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details });
}

/** The failure to end a workflow with: what the activity said, under the activity's type. */
export function asWorkflowFailure(error: unknown): unknown {
  if (error instanceof ActivityFailure && error.cause instanceof TimeoutFailure) return neverAnswered(error);
  const cause = rootFailure(error);
  if (!cause || cause === error || isCancellation(error)) return error;
  const { type, message, details } = cause;
  return ApplicationFailure.create({
    ...(type ? { type } : {}),
    message,
    nonRetryable: true,
    details: details ?? [],
    cause,
  });
}

/** An S3 that takes requests and never answers them looks like an activity that takes too long. */
function neverAnswered({ activityType, cause }: ActivityFailure): ApplicationFailure {
  return failure('S3Unavailable', `${activityType} came to no end (${cause?.message}): S3 does not answer`);
}

/** The ApplicationFailure deepest in the chain of causes: what the activity said. */
export function rootFailure(error: unknown): ApplicationFailure | undefined {
  let found: ApplicationFailure | undefined;
  for (let at: unknown = error; at instanceof TemporalFailure; at = at.cause) {
    if (at instanceof ApplicationFailure) found = at;
  }
  return found;
}

/** How far an activity had come that failed: the next one has no heartbeat of it. Undefined where nobody knows. */
export function progressOf<Progress extends object>(failed: unknown): Progress | undefined {
  if (failed instanceof ActivityFailure && failed.cause instanceof TimeoutFailure)
    return (failed.cause.lastHeartbeatDetails ?? undefined) as Progress | undefined;
  const [details] = (rootFailure(failed)?.details ?? []) as Array<{ progress?: Progress }>;
  return details?.progress;
}

/** How an error ends a run, for its page in the UI. */
export function endOf(error: unknown): JobEnd {
  if (error instanceof ContinueAsNew) return { how: 'continued as a new run' };
  if (isCancellation(error)) return { how: 'cancelled' };
  const { type, message = '' } = rootFailure(error) ?? {};
  return { how: type ?? 'failed', message: message.slice(0, MESSAGE_AT_MOST) };
}

/**
 * Where an activity failed: a job that is cancelled says so, and nothing else. Temporal does not retry an activity whose cancellation it
 * has requested, so an outage or a crash ends it, too.
 */
export function throwIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The job is cancelled');
}
