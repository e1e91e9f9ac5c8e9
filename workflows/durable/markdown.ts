/** The UI leaves no room between columns, and trims spaces. */
const EN_SPACE = '\u2002';

/** A table as Markdown; the second column holds numbers. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(`${EN_SPACE} | `)} |`;
  const rule = `| ${head.map((_, column) => (column === 1 ? '---:' : '---')).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/**
 * Any text, such as a key, as code on one line. Characters that would end the code or the cell of a table are replaced.
 */
export function code(text: string, longest = 80): string {
  const characters = [...text.replace(/\s/g, ' ').replaceAll('`', "'").replaceAll('|', '¦')];
  const isLong = characters.length > longest;
  return `\`${isLong ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('')}\``;
}
