import type { Client } from '@temporalio/client';
import type { CleanupStatus } from '../workflows/contract.ts';
import { emptyStatusQuery, statusQuery } from '../workflows/messages.ts';
import type { EmptyReport, PrepareStatus } from '../workflows/prepare-contract.ts';
import { findRetrying, type Trouble } from './trouble.ts';

/** What a child answers to `status`: it cleans uploads, or it deletes objects. */
export type ChildStatus = CleanupStatus | EmptyReport;

/** The child of a preparation, as far as it answers. */
export async function askChild(
  client: Client,
  workflowId: string,
  soon: <T>(request: () => Promise<T>) => Promise<T>,
): Promise<{ status: ChildStatus; trouble: Trouble | null } | null> {
  const child = client.workflow.getHandle(workflowId);
  const query = workflowId.endsWith('/empty') ? emptyStatusQuery : statusQuery;
  try {
    const description = await soon(() => child.describe());
    const status = await soon(() => child.query<ChildStatus>(query.name));
    return { status, trouble: findRetrying(description) };
  } catch {
    return null;
  }
}

/** The status of a preparation or another job, the counts of its child added. */
export function withCountsOf<Status extends CleanupStatus | PrepareStatus>(child: ChildStatus, status: Status): Status {
  const requests = addUp(status.requests, child.requests);
  if ('versions' in child) {
    const { versions, deleteMarkers } = child;
    const objects = 'objects' in status && status.objects;
    return { ...status, requests, ...(objects && { objects: addUp(objects, { versions, deleteMarkers }) }) };
  }
  const { phase, pass, pace, ranges, remaining, waitsUntil, givesUpAt } = child;
  const now = { phase, pass, pace, ranges, remaining, waitsUntil, givesUpAt };
  return { ...status, ...now, requests, uploads: addUp(status.uploads, child.uploads) };
}

function addUp<Counts extends object>(counts: Counts, more: Counts): Counts {
  const sums = { ...counts } as Record<string, number>;
  for (const [name, count] of Object.entries(more as Record<string, number>)) sums[name] = (sums[name] ?? 0) + count;
  return sums as Counts;
}
