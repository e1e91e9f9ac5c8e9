import type { CleanupSnapshot } from '../../../client/snapshot.ts';
import { explainTrouble, type Trouble } from '../../../client/trouble/trouble.ts';
import { count, counted, span } from '../../../domain/wording.ts';
import type { CleanupStatus } from '../../../workflows/cleanup/contract.ts';
import type { PrepareStatus } from '../../../workflows/prepare/contract.ts';
import { byFrequency } from '../figures.ts';
import { countdown, elapsed, type LineStyle, layOut, optional, type Piece } from './line-layout.ts';

const BAR_WIDTH = 20;

/** Columns for a trouble: the attempt, the time of the next one, and the beginning of the reason. */
const OF_TROUBLE = 50;

type AnyStatus = CleanupStatus | PrepareStatus;

/** How far a job is, in one line. */
export function progressLine({ status, trouble }: CleanupSnapshot, style: LineStyle): string {
  const pieces = [
    ...(status ? statusPieces(status, trouble, style) : waiting(trouble)),
    ...elapsed(startOf(status, style), style, trouble ? 0 : isTroubled(status, trouble) ? 3 : 1),
    ...troublePieces(trouble, style.now),
  ];
  return layOut(pieces, style);
}

function startOf(status: AnyStatus | null, { since, now }: LineStyle): number {
  return status ? Date.parse(status.startedAt) : (since ?? now);
}

function statusPieces(status: AnyStatus, trouble: Trouble | null, { now, resume }: LineStyle): Piece[] {
  const found = foundSoFar(status);
  const { gone } = status.uploads;
  return [
    ...(status.dryRun ? addingUp(status, now) : toBeGone(status, isTroubled(status, trouble))),
    ...optional(status.paused && resume !== undefined, `until \`${resume}\``, 2),
    ...objects(status),
    ...optional(isAborting(status), `${counted(status.requests.abort, 'abort')} sent`, 4),
    ...optional(status.pace > 0 && status.phase !== 'done' && !status.paused, `${rate(status.pace)}/s`, 3),
    ...optional(timeLeft(status) !== null, `${span(timeLeft(status) ?? 0)} left`, 3),
    ...optional(found > 0 && gone < found && status.allListed === false, 'still listing', 5),
    ...optional(status.ranges > 0, `${counted(status.ranges, 'range')} at once`, 4),
    ...optional(status.requests.throttled > 0, `throttled ${counted(status.requests.throttled, 'time')}`, 4),
    ...optional(status.uploads.unproven > 0, `${count(status.uploads.unproven)} unproven`, 1),
    ...countdown('next in', status.waitsUntil, now, 2),
    ...remaining(status, now),
  ];
}

/** When the job gives up, and why uploads remain. The reasons are last because they may be cut off. */
function remaining(status: AnyStatus, now: number): Piece[] {
  const [first] = reasons(status);
  if (first === undefined) return [];
  const text = reasons(status).join(', ');
  return [
    ...countdown('gives up in', status.givesUpAt, now, 2),
    { text: `remaining: ${text}`, rank: 2, shorter: { text, rank: 0, least: first.length } },
  ];
}

/** What is wrong then says more than the bar, the phase, and how many are gone. */
function isTroubled(status: AnyStatus | null, trouble: Trouble | null): boolean {
  return trouble !== null || (status !== null && reasons(status).length > 0);
}

function toBeGone(status: AnyStatus, troubled: boolean): Piece[] {
  const found = foundSoFar(status);
  const { gone } = status.uploads;
  const more = status.allListed === false ? '+' : '';
  const known = `${count(gone)}${estimated(status) ? ' of ' : '/'}${totalFound(status)}${more} gone`;
  return [
    { text: bar(gone, found), rank: troubled ? 6 : 2, color: 'cyan' },
    { text: phase(status), rank: troubled && !status.paused ? 3 : 0, color: status.paused ? 'yellow' : 'green' },
    { text: found === 0 ? 'none selected yet' : known, rank: troubled ? 1 : 0 },
  ];
}

function addingUp(status: AnyStatus, now: number): Piece[] {
  const { listed, selected } = status.uploads;
  const seconds = (now - Date.parse(status.startedAt)) / 1_000;
  return [
    { text: status.paused ? 'paused' : 'adding up', rank: 0, color: status.paused ? 'yellow' : 'green' },
    { text: `${count(selected)} of ${counted(listed, 'upload')} selected`, rank: 0 },
    ...optional(listed > 0 && seconds > 1, `${rate(listed / seconds)}/s`, 2),
  ];
}

/** The selected uploads as text. What is partly an estimate says so. */
export function totalFound(status: Pick<CleanupStatus, 'uploads' | 'inRanges'>): string {
  return `${estimated(status) ? 'about ' : ''}${count(foundSoFar(status))}`;
}

function estimated({ inRanges = 0 }: Pick<CleanupStatus, 'inRanges'>): boolean {
  return inRanges > 0;
}

/** The selected uploads. `inRanges` estimates those that the ranges of a job hold beyond them. */
export function foundSoFar({ uploads, inRanges = 0 }: Pick<CleanupStatus, 'uploads' | 'inRanges'>): number {
  return Math.max(uploads.selected + inRanges, uploads.gone);
}

function isAborting({ phase, requests, uploads }: AnyStatus): boolean {
  return phase === 'cleaning' && requests.abort > uploads.gone;
}

function objects(status: AnyStatus): Piece[] {
  if (!('objects' in status) || status.objects === null) return [];
  const { versions, deleteMarkers } = status.objects;
  return optional(versions + deleteMarkers > 0, `${counted(versions + deleteMarkers, 'object')} deleted`, 0);
}

function waiting(trouble: Trouble | null): Piece[] {
  return trouble ? [] : [{ text: 'no answer yet', rank: 0 }];
}

function troublePieces(trouble: Trouble | null, now: number): Piece[] {
  return trouble ? [{ text: explainTrouble(trouble, now), rank: 0, color: 'yellow', least: OF_TROUBLE }] : [];
}

function phase({ phase: name, paused, pass }: AnyStatus): string {
  return `${paused ? 'paused' : name}${pass > 1 ? ` (pass ${pass})` : ''}`;
}

function bar(done: number, total: number): string {
  const filled = total > 0 ? Math.floor((BAR_WIDTH * Math.min(done, total)) / total) : 0;
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`;
}

function rate(pace: number): string {
  return pace < 10 ? pace.toFixed(1) : count(pace);
}

/** Milliseconds. Null while nothing moves, and while the listing may find more. */
function timeLeft(status: AnyStatus): number | null {
  const { uploads, pace, waitsUntil, allListed } = status;
  const left = foundSoFar(status) - uploads.gone;
  if (pace <= 0 || left <= 0 || waitsUntil !== null || allListed === false) return null;
  return Math.max(1_000, (1_000 * left) / pace);
}

/** The most frequent first. */
function reasons({ remaining }: AnyStatus): string[] {
  return byFrequency(remaining)
    .filter(([, uploads]) => uploads > 0)
    .map(([reason, uploads]) => `${count(uploads)} ${reason}`);
}
