import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Missing } from './contender.ts';

const exec = promisify(execFile);

/** A Python of this version or later: the machine's own, or one of pyenv. Rejects with Missing. */
export async function pythonFrom(oldest: string): Promise<string> {
  for (const python of ['python3', ...(await ofPyenv())]) {
    if (await isFrom(oldest, python)) return python;
  }
  throw new Missing(`there is no Python ${oldest} or later`);
}

async function ofPyenv(): Promise<string[]> {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const names = await readdir(versions).catch(() => []);
  return names.map((name) => join(versions, name, 'bin', 'python3'));
}

async function isFrom(oldest: string, python: string): Promise<boolean> {
  const asks = `import sys; sys.exit(sys.version_info < (${oldest.replace('.', ', ')}))`;
  return await exec(python, ['-c', asks]).then(
    () => true,
    () => false,
  );
}
