import { span } from '../../../domain/wording.ts';
import { columnsOf, cutTo } from '../width.ts';

export interface LineStyle {
  /** Columns to fill at most. Default: as many as the line needs. */
  width?: number;
  color: boolean;
  /** Epoch milliseconds. */
  now: number;
  /** Epoch milliseconds. Given where the line is drawn every second: the time since then shows that it is alive. */
  since?: number;
  /** The command line that ends a pause. */
  resume?: string;
}

/** A piece of the line. Where the line is too long, the least important pieces are left out first. */
export interface Piece {
  text: string;
  /** 0 is never left out; the higher the number, the sooner a piece is. */
  rank: number;
  color?: keyof typeof COLORS;
  /** What stands for it before it is left out. */
  shorter?: Piece;
  /** The columns that others are left out for. Beyond them, the text is cut off instead. Default: all that it has. */
  least?: number;
}

const COLORS = { green: 32, yellow: 33, cyan: 36 } as const;

/** The pieces that fit, in one line. */
export function layOut(pieces: Piece[], style: LineStyle): string {
  return paint(shorten(pieces, style.width ?? Number.POSITIVE_INFINITY), style);
}

export function optional(isShown: boolean, text: string, rank: number): Piece[] {
  return isShown ? [{ text, rank }] : [];
}

/** The time left, rounded up to a second, or in its largest unit where there is little room. Nothing once it has passed. */
export function countdown(label: string, instant: string | null, now: number, rank: number): Piece[] {
  const seconds = instant === null ? 0 : Math.ceil((Date.parse(instant) - now) / 1_000);
  if (!(seconds > 0)) return [];
  const left = span(seconds * 1_000);
  const shorter = { text: `${label} ${left.split(' ').slice(0, 2).join(' ')}`, rank: 0 };
  return [{ text: `${label} ${left}`, rank, shorter }];
}

/** `(42 s)`: the time since a start, in epoch milliseconds. Only where the line is drawn every second. */
export function elapsed(startedAt: number, { now, since }: LineStyle, rank = 1): Piece[] {
  const seconds = Math.max(0, Math.floor((now - startedAt) / 1_000));
  return optional(since !== undefined, `(${seconds === 0 ? '0 s' : span(seconds * 1_000)})`, rank);
}

/** Shortens or leaves out pieces until the others fit: the least important first, and the last of equals. */
function shorten(pieces: Piece[], width: number): Piece[] {
  const highest = Math.max(...pieces.map(({ rank }) => rank));
  if (lengthOf(pieces) <= width || !(highest > 0)) return truncate(pieces, width);
  const at = pieces.findLastIndex(({ rank }) => rank === highest);
  const { shorter } = pieces[at] ?? {};
  return shorten(pieces.toSpliced(at, 1, ...(shorter ? [shorter] : [])), width);
}

const SEPARATOR = '  ';
const CUT = '…';

function truncate(pieces: Piece[], width: number): Piece[] {
  let left = width;
  return pieces.flatMap((piece) => {
    const text = cut(piece.text, Math.max(0, left));
    left -= columnsOf(text) + SEPARATOR.length;
    return text ? [{ ...piece, text }] : [];
  });
}

function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns || columns < 2) return cutTo(text, columns);
  return `${cutTo(text, columns - 1)}${CUT}`;
}

function lengthOf(pieces: Piece[]): number {
  return pieces.reduce((sum, piece) => sum + needed(piece) + SEPARATOR.length, -SEPARATOR.length);
}

function needed({ text, least = Number.POSITIVE_INFINITY }: Piece): number {
  return Math.min(columnsOf(text), least);
}

function paint(pieces: Piece[], { color: isColored }: LineStyle): string {
  return pieces
    .map(({ text, color }) => (isColored && color ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text))
    .join(SEPARATOR);
}
