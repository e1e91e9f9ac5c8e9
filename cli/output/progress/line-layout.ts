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
}

const COLORS = { green: 32, yellow: 33, cyan: 36 } as const;

/** The pieces that fit, in one line. */
export function layOut(pieces: Piece[], style: LineStyle): string {
  return paint(shorten(pieces, style.width ?? Number.POSITIVE_INFINITY), style);
}

export function optional(isShown: boolean, text: string, rank: number): Piece[] {
  return isShown ? [{ text, rank }] : [];
}

/** The time left, rounded up to a second. Nothing once the instant has passed. */
export function countdown(label: string, instant: string | null, now: number, rank: number): Piece[] {
  const seconds = instant === null ? 0 : Math.ceil((Date.parse(instant) - now) / 1_000);
  return optional(seconds > 0, `${label} ${span(seconds * 1_000)}`, rank);
}

/** `(42 s)`: the time since a start, in epoch milliseconds. Only where the line is drawn every second. */
export function elapsed(startedAt: number, { now, since }: LineStyle, rank = 1): Piece[] {
  const seconds = Math.max(0, Math.floor((now - startedAt) / 1_000));
  return optional(since !== undefined, `(${seconds === 0 ? '0 s' : span(seconds * 1_000)})`, rank);
}

/** Leaves out pieces until the others fit: the least important first, and the last of equals. */
function shorten(pieces: Piece[], width: number): Piece[] {
  const least = Math.max(...pieces.map(({ rank }) => rank));
  if (lengthOf(pieces) <= width) return pieces;
  if (!(least > 0)) return truncate(pieces, width);
  const at = pieces.findLastIndex(({ rank }) => rank === least);
  return shorten(pieces.toSpliced(at, 1), width);
}

const SEPARATOR = '  ';

function truncate(pieces: Piece[], width: number): Piece[] {
  let left = width;
  return pieces.flatMap((piece) => {
    const text = cutTo(piece.text, Math.max(0, left));
    left -= columnsOf(text) + SEPARATOR.length;
    return text ? [{ ...piece, text }] : [];
  });
}

function lengthOf(pieces: Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + columnsOf(text) + SEPARATOR.length, -SEPARATOR.length);
}

function paint(pieces: Piece[], { color: isColored }: LineStyle): string {
  return pieces
    .map(({ text, color }) => (isColored && color ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text))
    .join(SEPARATOR);
}
