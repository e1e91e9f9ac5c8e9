import type { CleanupSnapshot } from '../../client/snapshot.ts';
import { explainTrouble } from '../../client/trouble/trouble.ts';
import { count, printable, span } from '../../domain/wording.ts';
import type { CleanupStatus } from '../../workflows/cleanup/contract.ts';
import type { PrepareStatus } from '../../workflows/prepare/contract.ts';
import { limitsInForce, requestsMade } from './figures.ts';
import { renderFleetStatus } from './fleet-status.ts';
import { totalFound } from './progress/progress-line.ts';
import { list } from './table.ts';

/** How far a job is, for people. `now` in epoch milliseconds. */
export function renderStatus({ workflowId, state, status, fleet, trouble }: CleanupSnapshot, now: number): string {
  const lines = [`${printable(workflowId)} ${state === 'running' ? 'is running' : `ended: ${state}`}`];
  if (status) lines.push(renderFigures(status, now));
  if (fleet) lines.push(renderFleetStatus(fleet, now));
  if (trouble) lines.push(`  ${explainTrouble(trouble, now)}`);
  return lines.join('\n');
}

/** What a job has done, and what it is about to. */
export function renderFigures(status: CleanupStatus | PrepareStatus, now: number): string {
  const { uploads, remaining, limits, requests } = status;
  return list([
    ['Phase', `${status.phase}${status.paused ? ', paused' : ''}, pass ${status.pass}, run ${status.run}`],
    ['Gone', status.dryRun ? undefined : `${count(uploads.gone)} of ${totalFound(status)} selected`],
    ['Selected', status.dryRun ? `${count(uploads.selected)}, to be added up only` : undefined],
    ['Listed', `${count(uploads.listed)}${status.allListed === false ? ', and goes on' : ''}`],
    ...preparation(status),
    ...Object.entries(remaining).map(([reason, uploadCount]): [string, string] => [
      'Remaining',
      `${count(uploadCount)} ${reason}`,
    ]),
    ['Unproven', uploads.unproven > 0 ? `${count(uploads.unproven)} vanished without a proof` : undefined],
    ['Pace', status.dryRun ? undefined : `${status.pace.toFixed(1)} uploads a second`],
    ['Ranges', status.ranges > 0 ? `${count(status.ranges)} of the keys at once` : undefined],
    ['Throttled', requests.throttled > 0 ? `${count(requests.throttled)} requests` : undefined],
    ['Waits', status.waitsUntil ? `for ${span(Date.parse(status.waitsUntil) - now)}` : undefined],
    ['Gives up', status.givesUpAt ?? undefined],
    ['Limits', limitsInForce(limits)],
    ['Requests', requestsMade(requests)],
    ['Started', `${status.startedAt}, ${span(now - Date.parse(status.startedAt))} ago`],
  ]);
}

function preparation(status: CleanupStatus | PrepareStatus): Array<[string, string | undefined]> {
  if (!('round' in status)) return [];
  const { objects, newUploadsBlocked, deleted, child } = status;
  return [
    [
      'Objects',
      objects ? `${count(objects.versions)} and ${count(objects.deleteMarkers)} delete markers deleted` : undefined,
    ],
    ['Policy', newUploadsBlocked ? 'denies new uploads' : undefined],
    ['Bucket', deleted ? 'is deleted' : undefined],
    ['At work', child ?? undefined],
  ];
}
