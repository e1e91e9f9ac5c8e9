import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../temporal-server/cache.ts';
import { run } from '../support/processes.ts';

/** Python with these requirements, in a virtual environment of the user's cache folder, made once. */
export async function pythonWith(requirements: string): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `python-${hash}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return python;
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await succeed('python3', ['-m', 'venv', folder]);
  await succeed(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  await mkdir(complete);
  return python;
}

async function succeed(command: string, args: string[]): Promise<void> {
  const { code, stderr } = await run(command, args, { deadlineMs: 300_000 });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
}
