import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TemporalFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';

/** What goes over the wire, as JSON. */
export function copyOf<Value>(value: Value): Value {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

/** A failure as it comes out on the other side of the server: nothing of the error survives that is not in its fields. */
export function acrossTheWire(error: unknown): TemporalFailure {
  const cause = error instanceof TemporalFailure && error.cause ? acrossTheWire(error.cause) : undefined;
  if (error instanceof ApplicationFailure) {
    const { type, message, nonRetryable, details, nextRetryDelay } = error;
    return ApplicationFailure.create({
      message,
      ...(type ? { type } : {}),
      nonRetryable: nonRetryable ?? false,
      details: copyOf(details ?? []),
      ...(nextRetryDelay ? { nextRetryDelay } : {}),
      ...(cause ? { cause } : {}),
    });
  }
  if (error instanceof ActivityFailure)
    return new ActivityFailure(error.message, error.activityType, error.activityId, error.retryState, '', cause);
  if (error instanceof ChildWorkflowFailure)
    return new ChildWorkflowFailure(undefined, error.execution, error.workflowType, error.retryState, cause);
  if (error instanceof CancelledFailure) return new CancelledFailure(error.message, copyOf(error.details ?? []), cause);
  if (error instanceof TerminatedFailure) return new TerminatedFailure(error.message, cause);
  if (error instanceof TimeoutFailure)
    return new TimeoutFailure(error.message, copyOf(error.lastHeartbeatDetails), error.timeoutType);
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return ApplicationFailure.create({ type: name, message });
}

/** `isCancellation` of @temporalio/workflow. */
export function isCancellation(error: unknown): boolean {
  if (error instanceof CancelledFailure) return true;
  const isOfOthers = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
  return isOfOthers && error.cause instanceof CancelledFailure;
}
