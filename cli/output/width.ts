const graphemes = new Intl.Segmenter();

/** Characters of two columns: CJK and full-width forms (Unicode's East Asian Width), and emoji. */
const WIDE =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}\p{sc=Yi}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]|\ufe0f/u;
const HALF_WIDTH = /[\uff61-\uffdc]/;
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Columns that a text without control characters takes on a terminal. */
export function columnsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += columnsOfOne(segment);
  return columns;
}

/** The beginning of the text that fits. */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let left = columns;
  let fitting = '';
  for (const { segment } of graphemes.segment(text)) {
    left -= columnsOfOne(segment);
    if (left < 0) break;
    fitting += segment;
  }
  return fitting;
}

/** Like padEnd and padStart, in columns. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const room = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'right' ? room + text : text + room;
}

function columnsOfOne(grapheme: string): number {
  if (WIDE.test(grapheme) && !HALF_WIDTH.test(grapheme)) return 2;
  return NONE.test(grapheme) ? 0 : 1;
}
