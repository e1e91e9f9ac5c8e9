import { setCurrentDetails } from '@temporalio/workflow';
import { count } from '../../domain/wording.ts';
import { heading, joined, noRequestGetsThrough, place, requests, time } from '../durable/details-parts.ts';
import type { JobEnd } from '../durable/failures.ts';
import { code, table } from '../durable/markdown.ts';
import type { EmptyInput, EmptyStatus } from './contract.ts';

const REASONS_AT_MOST = 10;

/** Puts how far an emptying is on its page in Temporal's UI. No command, so it costs nothing; it ends with the run. */
export function show({ target }: EmptyInput, status: EmptyStatus, end: JobEnd | null = null): void {
  setCurrentDetails(detailsOf(status, target.bucket, { now: Date.now(), end }));
}

/** How far an emptying is, as Markdown. */
export function detailsOf(
  status: EmptyStatus,
  bucket: string,
  { now, end }: { now: number; end: JobEnd | null },
): string {
  const { versions, deleteMarkers, refused, paused, limits, trouble } = status;
  const deletes = 'Deletes all objects, versions and delete markers, a page of 1,000 at a time. Its parent steers it.';
  const doing = trouble && !paused ? noRequestGetsThrough(trouble) : deletes;
  const deleted = [
    ['versions', count(versions)],
    ['delete markers', count(deleteMarkers)],
  ];
  const pace = limits.requestsPerSecond === null ? '' : `Requests a second: ${limits.requestsPerSecond}. `;
  return joined([
    heading(end?.how ?? (paused ? 'paused' : 'emptying'), place(bucket)),
    end === null ? doing : (end.message ?? ''),
    table(['deleted', ''], deleted),
    objectsRefused(refused, end === null),
    requests({ ...status.requests }),
    `${pace}As of ${time(new Date(now).toISOString())}.`,
  ]);
}

/** Why S3 did not delete objects: a row for each reason. A job that has ended does not try again. */
export function objectsRefused(refused: Record<string, number>, goesOn: boolean): string {
  const reasons = Object.entries(refused).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return '';
  const rows = reasons
    .slice(0, REASONS_AT_MOST)
    .map(([reason, number]) => [code(reason), count(number), why(reason, goesOn)]);
  return joined(['#### Objects that S3 did not delete', table(['reason', 'objects', 'meaning'], rows)]);
}

function why(reason: string, goesOn: boolean): string {
  if (reason === 'ObjectLock') return 'under retention or a legal hold';
  if (reason === 'MfaDelete') return 'MFA delete is on: only the root user deletes versions';
  if (reason === 'AccessDenied') return 'grant s3:DeleteObject and s3:DeleteObjectVersion on them';
  return `what S3 answered${goesOn ? '; tried again in the next round' : ''}`;
}
