import { dirname, join } from 'node:path';
import type { TemporalAddress } from '../../client/connection/connect.ts';
import { startServerOn, TemporalServerUnavailable } from '../../temporal-server/index.ts';
import type { Io } from '../io.ts';
import { type TemporalFlags, temporalArguments } from '../options/temporal.ts';

/** The Temporal server of a run. */
export interface RunTemporal {
  address: TemporalAddress;
  /** With which another command reaches it. */
  flags: TemporalFlags;
  /** With which a worker reaches it. */
  argv: string[];
  env: NodeJS.ProcessEnv;
  /** Of the web UI; undefined where nobody here knows. */
  uiUrl: string | undefined;
  /** Rejects when a server of the run's own ends before it is stopped. */
  ended: Promise<never>;
  /** Ends a server of the run's own. */
  stop(): Promise<void>;
}

/** The server that is configured. It is left alone. */
export function configuredServer(
  address: TemporalAddress,
  { apiKey, ...flags }: TemporalFlags,
  { env }: Io,
): RunTemporal {
  return {
    address,
    flags,
    argv: temporalArguments(flags),
    // Arguments are seen by all who use the machine.
    env: { ...env, ...(apiKey !== undefined && { TEMPORAL_API_KEY: apiKey }) },
    uiUrl: undefined,
    ended: new Promise(() => {}),
    stop: async () => {},
  };
}

/** A server of the run's own, on the database file. */
export async function ownServer(database: string, io: Io): Promise<RunTemporal> {
  const log = (line: string) => io.stderr.write(`${line}\n`);
  const { address, uiUrl, exited, stop } = await startServerOn(database, { log, signal: io.interrupt });
  const flags = { address, namespace: 'default' };
  const ended = exited.then(() => {
    throw new TemporalServerUnavailable('the Temporal server of this run has ended; run the same command again');
  });
  ended.catch(() => {});
  return {
    address: { connection: { address }, namespace: 'default' },
    flags: { address },
    argv: temporalArguments(flags),
    env: withoutTemporal(io.env, join(dirname(database), 'no-temporal.toml')),
    uiUrl,
    ended,
    stop,
  };
}

/** What is configured, without an address, is meant for another server. */
function withoutTemporal(env: NodeJS.ProcessEnv, absentFile: string): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(others), TEMPORAL_CONFIG_FILE: absentFile };
}
