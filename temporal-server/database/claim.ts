import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { present } from '../../domain/present.ts';
import { DatabaseInUse } from './in-use.ts';
import { incarnationOf, placeOfProcesses } from './incarnation.ts';

const TOUCH_EVERY_MS = 2_000;
const POLL_EVERY_MS = 250;

export interface Ports {
  port: number;
  uiPort: number | false;
}

/** What a claim file holds. */
interface Holding {
  place: string;
  pid: number;
  incarnation: string | undefined;
  since: string;
  /** Of the server that the holder has started, or is about to. */
  server?: Ports | undefined;
  /** The holder has begun to make the database, and no server has served from it yet. */
  unfinished?: boolean;
  ended?: true;
}

export interface ClaimOptions {
  log: (line: string) => void;
  /** Ends the waiting for a holder in another container. */
  signal: AbortSignal;
  /**
   * A holder in another container, whose process cannot be asked about, has ended when it does not touch its claim for so long.
   * Default: 15 s.
   */
  abandonedAfterMs?: number;
}

/** The right to run a server on a database file. A process that ends, however it ends, has it no longer. */
export class Claim {
  readonly #path: string;
  #holding: Holding;
  readonly #touch: NodeJS.Timeout;

  constructor(path: string, holding: Holding) {
    this.#path = path;
    this.#holding = holding;
    this.#touch = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), TOUCH_EVERY_MS).unref();
  }

  /** The ports of the last server, which may still run. */
  get server(): Ports | undefined {
    return this.#holding.server;
  }

  /** What is in the database is of no use: nobody has ever been served from it. */
  get isUnfinished(): boolean {
    return this.#holding.unfinished ?? false;
  }

  /** To be told before what it tells of begins: so nothing is unknown to the one who takes over. */
  async note(news: Pick<Holding, 'server' | 'unfinished'>): Promise<void> {
    this.#holding = { ...this.#holding, ...news };
    await this.#write();
  }

  async release(): Promise<void> {
    clearInterval(this.#touch);
    this.#holding = { ...this.#holding, ended: true };
    await this.#write();
  }

  async #write(): Promise<void> {
    const draft = `${this.#path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(this.#holding));
    await rename(draft, this.#path);
  }
}

/**
 * Claims the database. Claims are files with numbers, and the highest counts. A holder that has ended is followed by the next number,
 * which the file system gives to one process only; nothing is ever taken away from anybody. Fails with DatabaseInUse.
 */
export async function claimDatabase(database: string, options: ClaimOptions): Promise<Claim> {
  for (;;) {
    const last = (await claimsOf(database)).at(-1) ?? 0;
    const before = await readClaim(claimPath(database, last));
    if (before && (await isHeld(before, claimPath(database, last), options))) throw inUse(database, before);
    const holding = { ...ours(), ...present({ server: before?.server, unfinished: before?.unfinished }) };
    const path = claimPath(database, last + 1);
    if (!(await create(path, holding))) continue;
    const [highest = 0, ...lower] = (await claimsOf(database)).reverse();
    if (highest === last + 1) {
      await Promise.all(lower.map((number) => rm(claimPath(database, number), { force: true })));
      return new Claim(path, holding);
    }
    // A slow process may find the number of a claim that has been followed and removed.
    await rm(path, { force: true });
  }
}

function ours(): Holding {
  const { pid } = process;
  return { place: placeOfProcesses(), pid, incarnation: incarnationOf(pid), since: new Date().toISOString() };
}

function claimPath(database: string, number: number): string {
  return `${database}.claim-${number}`;
}

/** Their numbers, in order. */
async function claimsOf(database: string): Promise<number[]> {
  const start = `${basename(database)}.claim-`;
  const names = (await readdir(dirname(database))).filter((name) => name.startsWith(start));
  return names
    .map((name) => name.slice(start.length))
    .filter((number) => /^\d+$/.test(number))
    .map(Number)
    .sort((a, b) => a - b);
}

async function readClaim(path: string): Promise<Holding | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holding;
  } catch {
    return undefined;
  }
}

/** False where another process was quicker. The file appears with all that is in it. */
async function create(path: string, holding: Holding): Promise<boolean> {
  const draft = join(dirname(path), `${basename(path)}.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(holding));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isHeld(
  { ended, place, pid, incarnation }: Holding,
  path: string,
  options: ClaimOptions,
): Promise<boolean> {
  if (ended) return false;
  if (place === placeOfProcesses()) return incarnation !== undefined && incarnationOf(pid) === incarnation;
  return await isTouched(path, options);
}

/** Compares what the file system says with what it said before: clocks of other machines mean nothing. */
async function isTouched(path: string, { log, signal, abandonedAfterMs = 15_000 }: ClaimOptions): Promise<boolean> {
  log(`looking for ${abandonedAfterMs / 1_000} s whether a process elsewhere still works on the database`);
  const touched = () =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  const before = await touched();
  const deadline = performance.now() + abandonedAfterMs;
  while (performance.now() < deadline) {
    await delay(POLL_EVERY_MS, undefined, { signal });
    if ((await touched()) !== before) return true;
  }
  return false;
}

function inUse(database: string, { pid, since, server }: Holding): DatabaseInUse {
  const to = server ? ` --address 127.0.0.1:${server.port}` : '';
  return new DatabaseInUse(
    `another run is going on: process ${pid} has worked on ${database} since ${since}. ` +
      `Follow its job with \`s3-cleanup follow WORKFLOW_ID${to}\`, wait for its end, or name another file with --database`,
  );
}
