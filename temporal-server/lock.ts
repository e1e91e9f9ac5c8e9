import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const TOUCH_EVERY_MS = 1_000;
const POLL_EVERY_MS = 250;

export interface LockOptions {
  /** A lock whose holder did not touch it for so long is taken over. Default: 10 s. */
  abandonedAfterMs?: number;
  /** Called once, when another holder has to be waited for. */
  onWait?: () => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/**
 * Runs `work` while holding the lock file. Age, not process IDs, shows a dead holder: that holds across containers
 * that share a folder. Two takers at once are possible then, so `work` must only be wasteful, not wrong, when doubled.
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
