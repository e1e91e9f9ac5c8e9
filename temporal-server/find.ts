import { accessSync, constants, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { buildServer } from './build.ts';
import { cachedServerPath, putInCache } from './cache.ts';
import { downloadServer } from './download.ts';
import { withLock } from './lock.ts';
import { TemporalServerUnavailable, WAYS_TO_GET_A_SERVER } from './unavailable.ts';

export interface FindOptions {
  /** Gets a line about each step that takes long. */
  log: (line: string) => void;
  /** Default: where the Temporal SDKs download from. */
  downloadOrigin?: string;
  /** Ends a download or a build. */
  signal?: AbortSignal;
}

/**
 * Path of a Temporal CLI: TEMPORAL_CLI_PATH, else `temporal` on PATH, else the one in the cache folder of the user.
 * Where that is missing, it is downloaded, or else built with Go. Fails with TemporalServerUnavailable.
 */
export async function findTemporalServer(options: FindOptions): Promise<string> {
  return namedByUser() ?? onPath() ?? inCache() ?? (await getOnce(options));
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

async function getOnce(options: FindOptions): Promise<string> {
  const { log, signal } = options;
  const path = cachedServerPath();
  try {
    await mkdir(dirname(path), { recursive: true });
    const get = async () => inCache() ?? (await putInCache(path, (folder) => downloadOrBuild(folder, options)));
    await withLock(`${path}.lock`, get, {
      onWait: () => log('waiting for another process that gets the server'),
      ...(signal && { signal }),
    });
    return path;
  } catch (cause) {
    throw new TemporalServerUnavailable(`${explain(cause)}\n${WAYS_TO_GET_A_SERVER}`, { cause });
  }
}

async function downloadOrBuild(folder: string, { log, downloadOrigin, signal }: FindOptions): Promise<string> {
  log('no Temporal CLI found; downloading one, once');
  return await downloadServer(folder, downloadOrigin, signal).catch((error) => {
    signal?.throwIfAborted();
    log(`no download (${reason(error)}); building it with Go, once: about 4 minutes on 2 cores`);
    return buildServer(folder, log, signal);
  });
}

function explain(error: unknown): string {
  const isGoMissing = (error as NodeJS.ErrnoException).syscall === 'spawn go';
  if (isGoMissing) return 'No Temporal CLI was found or could be downloaded, and there is no Go to build one with.';
  return `No Temporal CLI was found or could be downloaded, and building one failed: ${reason(error)}`;
}

/** The reason of a failed `fetch` is in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
