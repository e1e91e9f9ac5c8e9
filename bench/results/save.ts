import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine, MACHINE } from './machine.ts';

export interface Measured {
  text: string;
  result: object;
  /** SVG. */
  plot?: string;
}

/** Writes what a mode measured, as JSON and as a plot, and puts its text into the document above the folder. */
export async function save(folder: string, name: string, { text, result, plot }: Measured): Promise<void> {
  const measuredAt = new Date().toISOString();
  await mkdir(folder, { recursive: true });
  const json = JSON.stringify({ measuredAt, machine: MACHINE, ...result }, null, 2);
  await writeFile(join(folder, `${name}.json`), `${json}\n`);
  if (plot !== undefined) await writeFile(join(folder, `${name}.svg`), plot);
  const document = join(folder, '..', 'performance.md');
  if (!existsSync(document)) return;
  const block = `${text.trim()}\n\nMeasured ${measuredAt.slice(0, 10)}: ${describeMachine()}.`;
  await writeFile(document, withBlock(await readFile(document, 'utf8'), name, block));
}

/** The document with the text between `<!-- bench:NAME -->` and `<!-- /bench -->` replaced; without them, as it was. */
export function withBlock(document: string, name: string, text: string): string {
  const begin = `<!-- bench:${name} -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf('<!-- /bench -->', from);
  if (from < 0 || to < 0) return document;
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}
