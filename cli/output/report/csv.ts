/**
 * Rows as RFC 4180 has them: CRLF at the end of each, quotes around what needs them. A text that a spreadsheet would take for a
 * formula begins with an apostrophe: keys are named by whoever may write to the bucket.
 */
export function csv(rows: Array<Array<string | number | undefined>>): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | undefined): string {
  const text = typeof value === 'string' ? harmless(value) : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
