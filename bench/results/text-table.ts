/** Lines of a table as Markdown has them: so many columns to the left, the others to the right. */
export function textTable(head: string[], rows: string[][], left = 1): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column < left)).join(' | ')} |`;
  const rule = widths.map((width, column) => (column < left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return `${[line(head), line(rule), ...rows.map(line)].join('\n')}\n`;
}

function pad(cell: string, width: number, toTheLeft: boolean): string {
  return toTheLeft ? cell.padEnd(width) : cell.padStart(width);
}

/** Cut off after so many decimals, never rounded up: for what should be high. */
export function floored(value: number, decimals: number): string {
  return grouped(Math.floor(value * 10 ** decimals) / 10 ** decimals, decimals);
}

/** Never rounded down: for what should be low. */
export function ceiled(value: number, decimals: number): string {
  return grouped(Math.ceil(value * 10 ** decimals) / 10 ** decimals, decimals);
}

function grouped(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
