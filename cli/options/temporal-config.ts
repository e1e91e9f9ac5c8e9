import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';

/** A temporal.toml that was found. */
export interface TemporalConfig {
  path: string;
  toml: string;
}

/**
 * The temporal.toml that Temporal's own tools read: that of TEMPORAL_CONFIG_FILE, else the user's; undefined where there
 * is none. Fails where it cannot be read.
 */
export function readTemporalConfig(env: NodeJS.ProcessEnv): TemporalConfig | undefined {
  const folder = configFolder(env);
  const path = env.TEMPORAL_CONFIG_FILE ?? (folder && join(folder, 'temporalio', 'temporal.toml'));
  if (path === undefined) return undefined;
  try {
    return { path, toml: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read: ${code}`, { cause: error });
  }
}

/** As @temporalio/envconfig has it (getUserConfigDir in envconfig-toml.js), which does not tell the path. */
function configFolder({ APPDATA, HOME, XDG_CONFIG_HOME }: NodeJS.ProcessEnv): string | undefined {
  if (platform() === 'win32') return APPDATA || undefined;
  if (platform() === 'darwin') return HOME && join(HOME, 'Library', 'Application Support');
  return XDG_CONFIG_HOME || (HOME && join(HOME, '.config'));
}

/** What is wrong with the file, in a sentence; never what is in it, which may be a key. Undefined where it is not the file. */
export function whatIsWrongWith(path: string, error: unknown): string | undefined {
  // smol-toml quotes the lines around; the place is enough.
  const { line } = error as { line?: number };
  if (line !== undefined) return `${path} is not TOML: see line ${line}`;
  const isOfAnotherShape = error instanceof TypeError;
  return isOfAnotherShape
    ? `${path} must hold tables such as [profile.default], with text in them, or be removed`
    : undefined;
}
