import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../modes/mode.ts';
import { describeMachine, MACHINE } from './machine.ts';

/** Writes what a mode measured, as JSON and as a plot, and puts its texts into the document above the folder. */
export async function save(folder: string, name: string, measured: Outcome & { result: object }): Promise<void> {
  const { text, further = {}, result, plot } = measured;
  const measuredAt = new Date().toISOString();
  await mkdir(folder, { recursive: true });
  const json = JSON.stringify({ measuredAt, machine: MACHINE, ...result }, null, 2);
  await writeFile(join(folder, `${name}.json`), `${json}\n`);
  if (plot !== undefined) await writeFile(join(folder, `${name}.svg`), plot);
  const document = join(folder, '..', 'performance.md');
  if (!existsSync(document)) return;
  const when = `Measured ${measuredAt.slice(0, 10)}: ${describeMachine()}.`;
  const blocks = Object.entries({ [name]: `${text.trim()}\n\n${when}`, ...further });
  const before = await readFile(document, 'utf8');
  await writeFile(
    document,
    blocks.reduce((content, [block, figures]) => withBlock(content, block, figures.trim()), before),
  );
}

/** The document with the text between `<!-- bench:NAME -->` and `<!-- /bench -->` replaced; without them, as it was. */
export function withBlock(document: string, name: string, text: string): string {
  const begin = `<!-- bench:${name} -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf('<!-- /bench -->', from);
  if (from < 0 || to < 0) return document;
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}
