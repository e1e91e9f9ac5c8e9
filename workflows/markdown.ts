/** A table as Markdown; columns after the first are numbers where `numbers` says so. */
export function table(head: string[], rows: string[][], numbers = true): string {
  const [, ...others] = head;
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(['---', ...others.map(() => (numbers ? '---:' : '---'))]), ...rows.map(line)].join('\n');
}

/** Anything, a key of S3 for one, as code on one line: without what would end the code or the cell of a table. */
export function code(text: string, longest = 80): string {
  const characters = [...text.replace(/\s/g, ' ').replaceAll('`', "'").replaceAll('|', '¦')];
  const isLong = characters.length > longest;
  return `\`${isLong ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('')}\``;
}
