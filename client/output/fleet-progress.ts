import type { FleetRow } from '../../workflows/fleet-contract.ts';
import { count } from '../../workflows/quantities.ts';
import type { FleetSnapshot } from '../fleet-snapshot.ts';
import type { CleanupSnapshot } from '../snapshot.ts';
import { type LineStyle, progressLine } from './progress-line.ts';
import { printable } from './table.ts';

const LATEST_SHOWN = 4;

/** How far a fleet is, in one line. */
export function fleetLine({ status, running }: FleetSnapshot): string {
  const { buckets, uploads, phase, paused } = status;
  if (phase === 'listing buckets') return 'listing buckets';
  const ended = buckets.clean + buckets.uploadsRemain + buckets.alreadyRunning + buckets.failed;
  const pieces = [
    paused ? 'paused' : phase,
    `${count(ended)}/${count(buckets.total)} buckets`,
    `${count(uploads.gone + sum(running, 'gone'))}/${count(uploads.selected + sum(running, 'selected'))} gone`,
    ...(ended > buckets.clean ? [`${count(ended - buckets.clean)} not clean`] : []),
    ...(status.running.length > 0 ? [`at work: ${names(status.running)}`] : []),
  ];
  return pieces.join('  ');
}

/** A line for the fleet, one for each bucket at work and for those that ended last. */
export function fleetTable({ status, running }: FleetSnapshot, style: LineStyle): string {
  const latest = status.latest.slice(-LATEST_SHOWN);
  const width = Math.max(...[...running, ...latest].map(({ bucket }) => bucket.length), 0);
  const unseen = status.running.length - running.length;
  const lines = [
    fleetLine({ status: { ...status, running: [] }, running }),
    ...running.map((child) => `  ${child.bucket.padEnd(width)}  ${progressOf(child, width, style)}`),
    ...(unseen > 0 ? [`  and ${count(unseen)} more at work`] : []),
    ...latest.map((row) => `  ${row.bucket.padEnd(width)}  ${ended(row)}`),
  ];
  return lines.map((line) => cut(line, style.width)).join('\n');
}

function progressOf({ bucket, status }: FleetSnapshot['running'][number], indent: number, style: LineStyle): string {
  const snapshot: CleanupSnapshot = { workflowId: bucket, runId: '', state: 'running', status, trouble: null };
  const width = style.width === undefined ? {} : { width: Math.max(0, style.width - indent - 4) };
  return progressLine(snapshot, { ...style, color: false, ...width });
}

function ended({ outcome, uploads, failure }: FleetRow): string {
  const gone = uploads ? `  ${count(uploads.gone)} gone` : '';
  return `${outcome}${gone}${failure && outcome === 'failed' ? `  ${printable(failure.type)}` : ''}`;
}

function sum(running: FleetSnapshot['running'], which: 'gone' | 'selected'): number {
  return running.reduce((total, { status }) => total + (status?.uploads[which] ?? 0), 0);
}

function names(buckets: string[]): string {
  const shown = buckets.slice(0, 3).map(printable).join(', ');
  return buckets.length > 3 ? `${shown} and ${count(buckets.length - 3)} more` : shown;
}

function cut(line: string, width = Number.POSITIVE_INFINITY): string {
  return line.slice(0, width);
}
