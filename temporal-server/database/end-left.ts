import { setTimeout as delay } from 'node:timers/promises';
import type { Ports } from './claim.ts';
import { DatabaseInUse } from './in-use.ts';
import { type RunningServer, serversOn } from './servers.ts';

const STOP_DEADLINE_MS = 10_000;
const POLL_EVERY_MS = 100;

/**
 * Ends the server that somebody who was killed has left on the database, and resolves when it has ended. It is known by the file
 * and by its port. Fails with DatabaseInUse where there is another.
 */
export async function endLeftServer(database: string, left: Ports | undefined, log: (line: string) => void) {
  const startedAt = performance.now();
  const asked = new Map<number, NodeJS.Signals>();
  for (let servers = oursOn(database, left); servers.length > 0; servers = oursOn(database, left)) {
    const signal = performance.now() - startedAt < STOP_DEADLINE_MS ? 'SIGTERM' : 'SIGKILL';
    for (const { pid } of servers.filter((server) => asked.get(server.pid) !== signal)) {
      if (!asked.has(pid)) log(`ending the Temporal server that an earlier run has left (process ${pid})`);
      asked.set(pid, signal);
      send(pid, signal);
    }
    await delay(POLL_EVERY_MS);
  }
}

function oursOn(database: string, left: Ports | undefined): RunningServer[] {
  const servers = serversOn(database);
  const stranger = servers.find(({ port }) => left === undefined || port !== left.port);
  if (!stranger) return servers;
  throw new DatabaseInUse(
    `a Temporal server that this command has not started works on ${database} (process ${stranger.pid}): ` +
      'end it, or name another file with --database',
  );
}

/** It may have ended by itself. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
