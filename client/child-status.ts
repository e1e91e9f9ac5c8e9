import type { Client } from '@temporalio/client';
import { added } from '../domain/counts.ts';
import type { CleanupStatus } from '../workflows/cleanup/contract.ts';
import { statusQuery } from '../workflows/durable/messages.ts';
import type { EmptyStatus } from '../workflows/empty/contract.ts';
import type { PrepareStatus } from '../workflows/prepare/contract.ts';
import { findRetrying } from './trouble/find-trouble.ts';
import { type Trouble, toldIn } from './trouble/trouble.ts';

/** What the child of a preparation answers to `status`. It cleans uploads, or it deletes objects. */
export type ChildStatus = CleanupStatus | EmptyStatus;

/** Asks a child how far it is. Null where it does not answer. */
export async function askChild(
  client: Client,
  workflowId: string,
  soon: <T>(request: () => Promise<T>) => Promise<T>,
): Promise<{ status: ChildStatus; trouble: Trouble | null } | null> {
  const child = client.workflow.getHandle(workflowId);
  try {
    const description = await soon(() => child.describe());
    const status = await soon(() => child.query<ChildStatus>(statusQuery.name));
    return { status, trouble: (await findRetrying(client, description)) ?? toldIn(status) };
  } catch {
    return null;
  }
}

/** The status of a job, with the counts of its child added. */
export function withCountsOf<Status extends CleanupStatus | PrepareStatus>(child: ChildStatus, status: Status): Status {
  const requests = added(status.requests, child.requests);
  if ('versions' in child) {
    const { versions, deleteMarkers } = child;
    const objects = 'objects' in status && status.objects;
    return { ...status, requests, ...(objects && { objects: added(objects, { versions, deleteMarkers }) }) };
  }
  const { uploads, requests: _, limits, paused, run, startedAt, ...now } = child;
  return { ...status, ...now, requests, uploads: added(status.uploads, uploads) };
}

/** By default, a job has 16 ranges at work. Each costs a request to Temporal at every look. */
const RANGES_ASKED_AT_MOST = 16;

/** The status of a job, with what its ranges have done by now. Ranges that do not answer are left out. */
export async function withRanges<Status extends CleanupStatus | PrepareStatus>(
  client: Client,
  status: Status,
  soon: <T>(request: () => Promise<T>) => Promise<T>,
): Promise<Status> {
  const asked = (status.children ?? []).slice(0, RANGES_ASKED_AT_MOST);
  const ask = (id: string) => soon(() => client.workflow.getHandle(id).query<CleanupStatus>(statusQuery.name));
  const answers = await Promise.allSettled(asked.map(ask));
  const ranges = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  if (ranges.length === 0) return status;
  const sum = ranges.reduce(withRange, status);
  return { ...sum, pace: paceOf(sum), ...commonWait(ranges) };
}

/** Uploads gone a second. The pace that a workflow answers ends with its last event, which may be a while ago. */
function paceOf({ uploads, pace, startedAt }: CleanupStatus | PrepareStatus): number {
  const seconds = (Date.now() - Date.parse(startedAt)) / 1_000;
  return seconds < 1 ? pace : Math.round((10 * uploads.gone) / seconds) / 10;
}

/** Where every range waits, the job waits until the first of them goes on. */
function commonWait(ranges: CleanupStatus[]): Partial<Pick<CleanupStatus, 'phase' | 'waitsUntil'>> {
  const [first] = [...ranges].sort((a, b) => Date.parse(a.waitsUntil ?? '') - Date.parse(b.waitsUntil ?? ''));
  if (!first || ranges.some(({ waitsUntil }) => waitsUntil === null)) return {};
  return { phase: first.phase, waitsUntil: first.waitsUntil };
}

/** `inRanges` estimates what the ranges hold. What a range has selected is no estimate any more. */
function withRange<Status extends CleanupStatus | PrepareStatus>(status: Status, range: CleanupStatus): Status {
  return {
    ...status,
    uploads: added(status.uploads, range.uploads),
    inRanges: Math.max(0, (status.inRanges ?? 0) - range.uploads.selected),
    remaining: added(status.remaining, range.remaining),
    inHand: status.inHand + range.inHand,
    requests: added(status.requests, range.requests),
  };
}
