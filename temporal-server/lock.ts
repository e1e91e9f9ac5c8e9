import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const TOUCH_EVERY_MS = 1_000;
const POLL_EVERY_MS = 250;

export interface LockOptions {
  /** After so long without a touch by its holder, a lock is taken over. Default: 10 s. */
  abandonedAfterMs?: number;
  /** Called once, where the lock has another holder. */
  onWait?: () => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/**
 * Runs `work` while holding the lock file. The age of the file shows a dead holder. Process IDs would not: containers
 * may share a folder. Two may take over at once, so `work` that runs twice may be wasteful, but must not be wrong.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  await acquire(path, options);
  const touch = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), TOUCH_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await rm(path, { force: true });
  }
}

async function acquire(path: string, { abandonedAfterMs = 10_000, onWait, signal }: LockOptions): Promise<void> {
  let waits = false;
  while (!(await tryCreate(path))) {
    if (await isAbandoned(path, abandonedAfterMs)) {
      await rm(path, { force: true });
      continue;
    }
    if (!waits) onWait?.();
    waits = true;
    await delay(POLL_EVERY_MS, undefined, signal && { signal });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(path: string, abandonedAfterMs: number): Promise<boolean> {
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  return age > abandonedAfterMs;
}
