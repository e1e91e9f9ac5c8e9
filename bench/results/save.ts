import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machine } from './machine.ts';

/** Writes what a mode measured as JSON, with the machine that measured it, and its plot. */
export async function save(folder: string, name: string, result: object, plot?: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const json = { measuredAt: new Date().toISOString(), machine: machine(), ...result };
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(json, null, 2)}\n`);
  if (plot !== undefined) await writeFile(join(folder, `${name}.svg`), plot);
}
