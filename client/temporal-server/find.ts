import { accessSync, constants, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { buildServer } from './build.ts';
import { cachedServerPath } from './cache.ts';
import { withLock } from './lock.ts';
import { TemporalServerUnavailable, WAYS_TO_GET_A_SERVER } from './unavailable.ts';

export interface FindOptions {
  /** Told what takes long, a line at a time. */
  log: (line: string) => void;
}

/**
 * Path of a Temporal CLI: TEMPORAL_CLI_PATH, else `temporal` on PATH, else the one in the user's cache folder, which
 * is built with Go when it is not there. Fails with TemporalServerUnavailable.
 */
export async function findTemporalServer({ log }: FindOptions): Promise<string> {
  return namedByUser() ?? onPath() ?? inCache() ?? (await buildOnce(log));
}

function namedByUser(): string | undefined {
  const path = process.env.TEMPORAL_CLI_PATH;
  if (!path || isExecutable(path)) return path || undefined;
  throw new TemporalServerUnavailable(`TEMPORAL_CLI_PATH is set to ${path}, which is not an executable file.`);
}

function onPath(): string | undefined {
  const name = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function inCache(): string | undefined {
  const path = cachedServerPath();
  return isExecutable(path) ? path : undefined;
}

async function buildOnce(log: (line: string) => void): Promise<string> {
  const path = cachedServerPath();
  const build = async () => {
    if (inCache()) return;
    log('no Temporal CLI found; building one with Go, once: about 4 minutes on 2 cores, and a download of modules');
    await buildServer(path, log);
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    await withLock(`${path}.lock`, build, { onWait: () => log('waiting for another process that builds the server') });
    return path;
  } catch (cause) {
    throw new TemporalServerUnavailable(`${explain(cause)}\n${WAYS_TO_GET_A_SERVER}`, { cause });
  }
}

function explain(cause: unknown): string {
  const isGoMissing = (cause as NodeJS.ErrnoException).syscall === 'spawn go';
  if (isGoMissing) return 'No Temporal CLI was found, and there is no Go to build one with.';
  return `No Temporal CLI was found, and building one failed: ${cause instanceof Error ? cause.message : cause}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
