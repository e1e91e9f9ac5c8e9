import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The Go module that pins the server. This package ships it. */
export const MODULE_FOLDER = join(packageRoot(), 'tools', 'temporal');

/** The folder for the one-time downloads and builds of this user. It may not exist yet. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  return join(cacheBase(env, platform), 'temporal-s3-cleanup');
}

/** The pinned server of this platform. A change of the Go module changes the name, and so makes a new build. */
export function cachedServerPath(): string {
  const extension = process.platform === 'win32' ? '.exe' : '';
  const name = `temporal-${pinOf(MODULE_FOLDER)}-${process.platform}-${process.arch}${extension}`;
  return join(cacheFolder(), name);
}

/** What a Go module pins, in 12 digits. */
export function pinOf(module: string): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, file)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * Lets `make` write a file into a scratch folder, then moves it to `path`. So `path` appears only when it is complete.
 */
export async function putInCache(path: string, make: (scratch: string) => Promise<string>): Promise<void> {
  const scratch = await mkdtemp(`${path}.`);
  try {
    await rename(await make(scratch), path);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function cacheBase(env: NodeJS.ProcessEnv, platform: string): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}

/** This file runs from temporal-server/ and, once built, from dist/temporal-server/. */
function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'tools', 'temporal', 'go.mod'))) {
    if (dirname(folder) === folder) throw new Error('This package is incomplete: tools/temporal/go.mod is missing.');
    folder = dirname(folder);
  }
  return folder;
}
