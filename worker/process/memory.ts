import { setFlagsFromString } from 'node:v8';

/**
 * Room for young objects. It is the default of Node 20, said because that may change: 32 MiB made a job 4 % faster and took 35 MB more
 * (docs/decisions/worker.md).
 */
export const NODE_FLAGS = ['--max-semi-space-size=16'];

/** The C library keeps freed memory for each of eight arenas a core. The native threads do not need them. */
export const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

/**
 * Keeps the heaps of this process small while it starts, and beneath what they would grow to while it works. Call it
 * before anything large is loaded, and what it answers when the worker polls: from then on speed counts again.
 */
export function keepHeapsSmall(): () => void {
  // The thread of the workflows has a heap of its own, which is made with this.
  setFlagsFromString('--max-semi-space-size=8');
  // Dead objects are looked for once the old ones have grown by this, not by 300 %.
  setFlagsFromString('--heap-growing-percent=60');
  setFlagsFromString('--optimize-for-size');
  return () => setFlagsFromString('--no-optimize-for-size');
}
