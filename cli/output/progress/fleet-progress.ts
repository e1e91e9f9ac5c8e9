import type { FleetSnapshot } from '../../../client/fleet-snapshot.ts';
import type { CleanupSnapshot } from '../../../client/snapshot.ts';
import { count, printable } from '../../../domain/wording.ts';
import type { CleanupStatus } from '../../../workflows/cleanup/contract.ts';
import type { FleetRow } from '../../../workflows/fleet/contract.ts';
import { cutTo, pad } from '../width.ts';
import { elapsed, type LineStyle } from './line-layout.ts';
import { foundSoFar, progressLine } from './progress-line.ts';

const LATEST_SHOWN = 4;

/** How far a fleet is, in one line. */
export function fleetLine({ status, running }: FleetSnapshot): string {
  const { buckets, uploads, phase, paused } = status;
  if (phase === 'listing buckets') return 'listing buckets';
  const ended = buckets.clean + buckets.uploadsRemain + buckets.alreadyRunning + buckets.failed;
  const pieces = [
    paused ? 'paused' : phase,
    `${count(ended)}/${count(buckets.total)} buckets`,
    `${count(uploads.gone + sum(running, ({ uploads }) => uploads.gone))}/${count(uploads.selected + sum(running, foundSoFar))} gone`,
    ...(ended > buckets.clean ? [`${count(ended - buckets.clean)} not clean`] : []),
    ...(status.running.length > 0 ? [`at work: ${names(status.running)}`] : []),
  ];
  return pieces.join('  ');
}

/** A line for the fleet, one for each bucket at work and for those that ended last. */
export function fleetTable({ status, running }: FleetSnapshot, style: LineStyle): string {
  const latest = status.latest.slice(-LATEST_SHOWN);
  const most = Math.floor((style.width ?? Number.POSITIVE_INFINITY) / 2);
  const width = Math.min(Math.max(...[...running, ...latest].map(({ bucket }) => bucket.length), 0), most);
  const name = (bucket: string) => pad(cutTo(printable(bucket), width), width);
  const passed = elapsed(Date.parse(status.startedAt), style).map(({ text }) => `  ${text}`);
  const unseen = status.running.length - running.length;
  const lines = [
    fleetLine({ status: { ...status, running: [] }, running }) + passed.join(''),
    ...running.map((child) => `  ${name(child.bucket)}  ${progressOf(child, width, style)}`),
    ...(unseen > 0 ? [`  and ${count(unseen)} more at work`] : []),
    ...latest.map((row) => `  ${name(row.bucket)}  ${ended(row)}`),
  ];
  return lines.map((line) => cutTo(line, style.width ?? Number.POSITIVE_INFINITY)).join('\n');
}

function progressOf({ bucket, status }: FleetSnapshot['running'][number], indent: number, style: LineStyle): string {
  const snapshot: CleanupSnapshot = { workflowId: bucket, runId: '', state: 'running', status, trouble: null };
  const width = style.width === undefined ? {} : { width: Math.max(0, style.width - indent - 4) };
  const { since: _, ...steady } = style;
  return progressLine(snapshot, { ...steady, color: false, ...width });
}

function ended({ outcome, uploads, failure }: FleetRow): string {
  const gone = uploads ? `  ${count(uploads.gone)} gone` : '';
  return `${outcome}${gone}${failure && outcome === 'failed' ? `  ${printable(failure.type)}` : ''}`;
}

function sum(running: FleetSnapshot['running'], count: (status: CleanupStatus) => number): number {
  return running.reduce((total, { status }) => total + (status ? count(status) : 0), 0);
}

function names(buckets: string[]): string {
  const shown = buckets.slice(0, 3).map(printable).join(', ');
  return buckets.length > 3 ? `${shown} and ${count(buckets.length - 3)} more` : shown;
}
