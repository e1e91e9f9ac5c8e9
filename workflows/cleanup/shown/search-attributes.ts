import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { failure } from '../../durable/failures.ts';
import type { Job } from '../job.ts';
import { PHASE, REMAINING, SEARCH_ATTRIBUTES } from './search-attribute-keys.ts';
import { statusOf } from './status.ts';

/**
 * Fails with InvalidInput when search attributes are asked for that the start did not set. A start that names one that
 * the namespace does not know is refused; an upsert of it would hang the job.
 */
export function checkSearchAttributes({ request }: Job): void {
  if (!request.searchAttributes) return;
  const { typedSearchAttributes } = workflowInfo();
  const missing = SEARCH_ATTRIBUTES.filter((key) => typedSearchAttributes.get(key) === undefined);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const message = `searchAttributes must be absent unless the job is started with ${names}`;
  throw failure('InvalidInput', message, [{ field: 'searchAttributes' }]);
}

/** Tells the list of workflows the phase and what remains, where that was asked for: each time is billed. */
export function publish(job: Job, phase: string): void {
  if (!job.request.searchAttributes) return;
  const { selected, gone } = statusOf(job).uploads;
  upsertSearchAttributes([
    { key: PHASE, value: phase },
    { key: REMAINING, value: selected - gone },
  ]);
}
