import type { CleanupStatus } from '../../workflows/contract.ts';
import type { PrepareStatus } from '../../workflows/prepare-contract.ts';
import { count, counted, span } from '../../workflows/quantities.ts';
import type { CleanupSnapshot } from '../snapshot.ts';
import { explainTrouble, type Trouble } from '../trouble.ts';

export interface LineStyle {
  /** Columns to fill at most; absent: as many as it takes. */
  width?: number;
  color: boolean;
  /** Epoch milliseconds. */
  now: number;
}

/** A piece of the line; of those that do not fit, the least important go first. */
interface Piece {
  text: string;
  /** 0 always stays. */
  rank: number;
  color?: keyof typeof COLORS;
}

const COLORS = { green: 32, yellow: 33, cyan: 36 } as const;
const BAR_WIDTH = 20;

type AnyStatus = CleanupStatus | PrepareStatus;

/** How far a job is, in one line. */
export function progressLine({ status, trouble }: CleanupSnapshot, style: LineStyle): string {
  const pieces = [
    ...(status ? statusPieces(status, style.now) : waiting(trouble)),
    ...troublePieces(trouble, style.now),
  ];
  return paint(shorten(pieces, style.width ?? Number.POSITIVE_INFINITY), style);
}

function statusPieces(status: AnyStatus, now: number): Piece[] {
  const { selected, gone } = status.uploads;
  return [
    { text: bar(gone, selected), rank: 3, color: 'cyan' },
    { text: phase(status), rank: 0, color: status.paused ? 'yellow' : 'green' },
    { text: selected === 0 ? 'none selected yet' : `${count(gone)}/${count(selected)} gone`, rank: 0 },
    ...objects(status),
    ...optional(status.requests.abort > 0 && gone === 0, `${counted(status.requests.abort, 'abort')} sent`, 2),
    ...optional(status.pace > 0 && status.phase !== 'done', `${rate(status.pace)}/s`, 2),
    ...optional(timeLeft(status) !== null, `${span(timeLeft(status) ?? 0)} left`, 3),
    ...optional(status.ranges > 0, `${counted(status.ranges, 'range')} at once`, 3),
    ...optional(reasons(status) !== '', `remaining: ${reasons(status)}`, 1),
    ...countdown('next in', status.waitsUntil, now, 1),
    ...countdown('gives up in', reasons(status) === '' ? null : status.givesUpAt, now, 4),
  ];
}

function objects(status: AnyStatus): Piece[] {
  if (!('objects' in status) || status.objects === null) return [];
  const { versions, deleteMarkers } = status.objects;
  return optional(versions + deleteMarkers > 0, `${counted(versions + deleteMarkers, 'object')} deleted`, 0);
}

function waiting(trouble: Trouble | null): Piece[] {
  return trouble ? [] : [{ text: 'waiting for a worker', rank: 0 }];
}

function troublePieces(trouble: Trouble | null, now: number): Piece[] {
  return trouble ? [{ text: explainTrouble(trouble, now), rank: 0, color: 'yellow' }] : [];
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

/** Of what is found so far; unknown while nothing moves. */
function timeLeft({ uploads: { selected, gone }, pace, waitsUntil }: AnyStatus): number | null {
  if (pace <= 0 || gone >= selected || waitsUntil !== null) return null;
  return Math.max(1_000, (1_000 * (selected - gone)) / pace);
}

function reasons({ remaining }: AnyStatus): string {
  return Object.entries(remaining)
    .filter(([, uploads]) => uploads > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, uploads]) => `${count(uploads)} ${reason}`)
    .join(', ');
}

/** To the second above; nothing once the time has come. */
function countdown(label: string, instant: string | null, now: number, rank: number): Piece[] {
  const seconds = instant === null ? 0 : Math.ceil((Date.parse(instant) - now) / 1_000);
  return optional(seconds > 0, `${label} ${span(seconds * 1_000)}`, rank);
}

function optional(isShown: boolean, text: string, rank: number): Piece[] {
  return isShown ? [{ text, rank }] : [];
}

function shorten(pieces: Piece[], width: number): Piece[] {
  for (let most = 4; most > 0; most -= 1) {
    const kept = pieces.filter(({ rank }) => rank <= most);
    if (lengthOf(kept) <= width) return kept;
  }
  return truncate(
    pieces.filter(({ rank }) => rank === 0),
    width,
  );
}

const SEPARATOR = '  ';

function truncate(pieces: Piece[], width: number): Piece[] {
  let left = width;
  return pieces.flatMap((piece) => {
    const text = piece.text.slice(0, Math.max(0, left));
    left -= text.length + SEPARATOR.length;
    return text ? [{ ...piece, text }] : [];
  });
}

function lengthOf(pieces: Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.length + SEPARATOR.length, -SEPARATOR.length);
}

function paint(pieces: Piece[], { color: isColored }: LineStyle): string {
  return pieces
    .map(({ text, color }) => (isColored && color ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text))
    .join(SEPARATOR);
}
