import { homedir } from 'node:os';
import { join } from 'node:path';

/** The database file of this user's Temporal server. Its folder may not exist yet. */
export function defaultDatabase(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  return join(stateBase(env, platform), 's3-cleanup', 'temporal.db');
}

function stateBase(env: NodeJS.ProcessEnv, platform: string): string {
  if (env.XDG_STATE_HOME) return env.XDG_STATE_HOME;
  const home = env.HOME || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
  return join(home, '.local', 'state');
}
