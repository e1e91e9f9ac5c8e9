/** Rows as RFC 4180 has them: CRLF at the end of each, quotes around what needs them. */
export function csv(rows: Array<Array<string | number | undefined>>): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
