import { mkdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { findTemporalServer } from '../find.ts';
import { startTemporalServer, type TemporalServer } from '../start.ts';
import { type Claim, claimDatabase } from './claim.ts';
import { endLeftServer } from './end-left.ts';

export interface DatabaseOptions {
  /** Gets a line about each step that takes long. */
  log: (line: string) => void;
  /** Ends what takes long. */
  signal: AbortSignal;
}

/**
 * A Temporal server that has what is in the database file, whatever became of the last one. Its folder is made. One server at a time
 * works on a file: fails with DatabaseInUse where another does, else as `findTemporalServer` and `startTemporalServer`.
 */
export async function startServerOn(database: string, { log, signal }: DatabaseOptions): Promise<TemporalServer> {
  const dbFilename = await placed(database);
  const claim = await claimDatabase(dbFilename, { log, signal });
  try {
    await endLeftServer(dbFilename, claim.server, log);
    const executable = await findTemporalServer({ log, signal });
    await noteIfNew(dbFilename, claim);
    const server = await startTemporalServer({
      executable,
      dbFilename,
      beforeStart: (server) => claim.note({ server }),
    });
    await claim.note({ unfinished: false });
    const stop = () => server.stop().finally(() => claim.release());
    return { ...server, stop };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/**
 * A server that is killed while it makes its tables leaves a file from which none ever starts again. So a file from which none has
 * served is made anew. It holds no job: a job is started on a server that serves.
 */
async function noteIfNew(database: string, claim: Claim): Promise<void> {
  if (claim.isUnfinished) await Promise.all(FILES.map((end) => rm(database + end, { force: true })));
  const isEmpty = await stat(database).then(
    ({ size }) => size === 0,
    () => true,
  );
  if (!isEmpty) return;
  // The server takes an empty file for one that has its tables.
  await rm(database, { force: true });
  await claim.note({ unfinished: true });
}

/** Of a SQLite database. */
const FILES = ['', '-journal', '-wal', '-shm'];

/** One name for one file. The folder is the user's alone: the database names keys. */
async function placed(database: string): Promise<string> {
  const path = resolve(database);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
}
