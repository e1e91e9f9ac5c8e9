import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';

/** A temporal.toml that was found. */
export interface TemporalConfig {
  path: string;
  toml: string;
}

/**
 * The temporal.toml that Temporal's own tools read: the one that TEMPORAL_CONFIG_FILE names, else that of the user.
 * Undefined where there is none. Fails where it cannot be read.
 */
export function readTemporalConfig(env: NodeJS.ProcessEnv): TemporalConfig | undefined {
  const path = temporalConfigPath(env);
  if (path === undefined) return undefined;
  try {
    return { path, toml: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read: ${code}`, { cause: error });
  }
}

/** Where that file would be. Undefined where the user has no folder for it. */
export function temporalConfigPath(env: NodeJS.ProcessEnv): string | undefined {
  const folder = configFolder(env);
  return env.TEMPORAL_CONFIG_FILE ?? (folder && join(folder, 'temporalio', 'temporal.toml'));
}

/** The folder of @temporalio/envconfig, which does not export it (getUserConfigDir in envconfig-toml.js). */
function configFolder({ APPDATA, HOME, XDG_CONFIG_HOME }: NodeJS.ProcessEnv): string | undefined {
  if (platform() === 'win32') return APPDATA || undefined;
  if (platform() === 'darwin') return HOME && join(HOME, 'Library', 'Application Support');
  return XDG_CONFIG_HOME || (HOME && join(HOME, '.config'));
}

/** What is wrong with the file, without its content, which may be a key. Undefined where the file is not the reason. */
export function whatIsWrongWith(path: string, error: unknown): string | undefined {
  // The message of smol-toml quotes the lines around the error. The line number is enough.
  const { line } = error as { line?: number };
  if (line !== undefined) return `${path} is not TOML: see line ${line}`;
  // Of @temporalio/envconfig, which does not name the file.
  const [, profile] = /^Profile '(.*)' not found/.exec((error as Error).message) ?? [];
  if (profile !== undefined) return `${path} has no profile ${profile}`;
  const isOfAnotherShape = error instanceof TypeError;
  return isOfAnotherShape
    ? `${path} must hold tables such as [profile.default], with text in them, or be removed`
    : undefined;
}
