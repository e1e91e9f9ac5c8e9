import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Sends the signal to a process that runs, and resolves when it has ended. */
export async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
