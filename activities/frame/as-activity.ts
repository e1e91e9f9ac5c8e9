import { cancellationSignal } from '@temporalio/activity';
import { asApplicationFailure } from '../s3/failures.ts';
import type { Journal } from './journal.ts';

/**
 * The activity that Temporal runs. It does the work, tells the worker's log about it, and fails in ways that Temporal
 * understands.
 */
export function asActivity<I extends object, O extends object>(
  work: (input: I) => Promise<O>,
  journal: Journal,
): (input: I) => Promise<O> {
  const told = journal.keep(work);
  return async (input) => {
    try {
      return await told(input);
    } catch (error) {
      cancellationSignal().throwIfAborted();
      throw asApplicationFailure(error);
    }
  };
}
