import { homedir } from 'node:os';

/**
 * Gives a process without a home directory one where there is nothing: a container may run as a user whom it does not know. The AWS
 * SDK looks for its files there, and Node throws (ERR_SYSTEM_ERROR) where neither HOME nor the list of users tells.
 */
export function ensureHome(env: NodeJS.ProcessEnv, find: () => string = homedir): void {
  try {
    find();
  } catch {
    env.HOME = '/nonexistent';
  }
}
