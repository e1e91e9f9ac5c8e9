import { columnsOf, pad } from './width.ts';

export interface Column {
  title: string;
  align?: 'right';
}

/** Rows under their titles, indented by two spaces; columns two spaces apart. */
export function table(columns: Column[], rows: string[][]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => columnsOf(line[at] ?? ''))));
  const cell = (text: string, at: number) => pad(text, widths[at] ?? 0, columns[at]?.align);
  return lines.map((line) => `  ${line.map(cell).join('  ')}`.trimEnd()).join('\n');
}

/** A line `label  value` for each value that is there. */
export function list(entries: Array<[label: string, value: string | undefined]>): string {
  const shown = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const width = Math.max(...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join('\n');
}
