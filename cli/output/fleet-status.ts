import type { FleetSnapshot } from '../../client/fleet-snapshot.ts';
import { count, printable, span } from '../../domain/wording.ts';
import { limitsInForce, requestsMade } from './figures.ts';
import { list } from './table.ts';

/** How far a fleet is, for people. `now` in epoch milliseconds. */
export function renderFleetStatus({ status }: FleetSnapshot, now: number): string {
  const { buckets, running, uploads, limits, requests } = status;
  return list([
    ['Phase', `${status.phase}${status.paused ? ', paused' : ''}, run ${status.run}`],
    ['Buckets', `${count(buckets.clean)} of ${count(buckets.total)} clean, ${count(buckets.waiting)} waiting`],
    ['Remain', buckets.uploadsRemain > 0 ? `uploads in ${count(buckets.uploadsRemain)}` : undefined],
    ['Failed', buckets.failed > 0 ? count(buckets.failed) : undefined],
    ['Busy', buckets.alreadyRunning > 0 ? `${count(buckets.alreadyRunning)} by other jobs` : undefined],
    ['At work', running.length > 0 ? running.map(printable).join(', ') : undefined],
    ['Gone', `${count(uploads.gone)} of ${count(uploads.selected)} selected, in buckets that are done`],
    ['Limits', limitsInForce(limits)],
    ['Requests', requestsMade(requests)],
    ['Started', `${status.startedAt}, ${span(now - Date.parse(status.startedAt))} ago`],
  ]);
}
