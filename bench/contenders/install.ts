import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../temporal-server/cache.ts';
import { withLock } from '../../temporal-server/lock.ts';
import { Missing } from './contender.ts';
import { pythonFrom } from './python.ts';

/** rclone and SeaweedFS take 6 min to build on two cores, and Garage 64 min on busy ones. */
const DEADLINE_MS = 7_200_000;

const exec = promisify(execFile);

/** The path of a Go program, built once and kept in the user's cache folder. Rejects with Missing. */
export async function goProgram(module: string, version: string): Promise<string> {
  const name = module.split('/').at(-1) as string;
  const folder = await installOnce(`${name}-${version}`, async (target) => {
    await run('go', ['install', `${module}@${version}`], { env: { GOBIN: target } });
  });
  return join(folder, name);
}

/** The same of a module with `replace` in its go.mod: `go install` refuses that, and builds it as the tool of another module. */
export async function goTool(module: string, name: string, version: string): Promise<string> {
  const folder = await installOnce(`${name}-${version}`, async (target) => {
    await writeFile(join(target, 'go.mod'), 'module peers\n');
    const path = `${module}/${name}`;
    await run('go', ['get', '-tool', `${path}@${version}`], { cwd: target });
    await run('go', ['build', '-o', join(target, name), path], { cwd: target });
  });
  return join(folder, name);
}

/** The path of the program of a Rust crate, built once with the versions that the crate pins. Rejects with Missing. */
export async function cargoProgram(name: string, version: string): Promise<string> {
  const folder = await installOnce(`${name}-${version}`, async (target) => {
    process.stderr.write('a Rust program takes long to build: Garage 12 min, and 64 min on two busy cores\n');
    await run('cargo', ['install', name, '--version', version, '--locked', '--root', target]);
  });
  return join(folder, 'bin', name);
}

/**
 * The `bin` of a Python environment with one package, made once and kept in the cache folder. `beside` are packages whose
 * versions it leaves open, `from` is the oldest Python. Default: none, and that of the machine. Rejects with Missing.
 */
export async function pythonPackage(
  name: string,
  version: string,
  { beside = [], from }: { beside?: string[]; from?: string } = {},
): Promise<string> {
  const folder = await installOnce(`${name}-${version}`, async (target) => {
    await run(from === undefined ? 'python3' : await pythonFrom(from), ['-m', 'venv', target]);
    await run(join(target, 'bin', 'pip'), ['install', '--quiet', `${name}==${version}`, ...beside]);
  });
  return join(folder, 'bin');
}

/**
 * The folder that `install` fills, once for each user. Others that want it at the same time, such as test files side by side, wait until it
 * is complete. Rejects with Missing.
 */
export async function installOnce(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), 'peers', name);
  const complete = join(folder, 'complete');
  const get = async () => {
    if (existsSync(complete)) return;
    process.stderr.write(`getting ${name}, once\n`);
    // A process that was killed may have left half of it.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await install(folder);
    await writeFile(complete, '');
  };
  if (existsSync(complete)) return folder;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await withLock(`${folder}.lock`, get);
  } catch (cause) {
    throw new Missing(`${name} cannot be installed: ${(cause as Error).message.trim()}`, { cause });
  }
  return folder;
}

async function run(
  command: string,
  args: string[],
  { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<void> {
  const options = { env: { ...process.env, ...env }, ...(cwd && { cwd }) };
  await exec(command, args, { ...options, timeout: DEADLINE_MS, maxBuffer: 10_000_000 });
}
