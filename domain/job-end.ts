/** How Temporal, not the job itself, ended a job. `Error`: in none of the three ways. */
export type JobEndType = 'Cancelled' | 'Terminated' | 'TimedOut' | 'Error';

const END_TYPES: Record<string, JobEndType> = {
  CancelledFailure: 'Cancelled',
  TerminatedFailure: 'Terminated',
  TimeoutFailure: 'TimedOut',
};

/** The failure deepest in the chain of causes says it. Those around it say where it happened. */
export function endTypeOf(failure: Error): JobEndType {
  return failure.cause instanceof Error ? endTypeOf(failure.cause) : (END_TYPES[failure.name] ?? 'Error');
}
