import { devNull } from 'node:os';
import { join } from 'node:path';

/** Frees the tests, and the commands that they run, from the settings of the caller. jest wants a default export. */
export default function freeFromCallersSettings(): void {
  for (const name of Object.keys(process.env).filter(isCallersSetting)) delete process.env[name];
  process.env.AWS_CONFIG_FILE = devNull;
  process.env.AWS_SHARED_CREDENTIALS_FILE = devNull;
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  // Each file would warn that the SDK will want Node 22 one day.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // Not devNull: envconfig takes an absent file for an empty one, and fails on an empty one.
  process.env.TEMPORAL_CONFIG_FILE = join(__dirname, 'absent', 'temporal.toml');
}

const isCallersSetting = (name: string) => /^(AWS|TEMPORAL)_/.test(name) && name !== 'TEMPORAL_CLI_PATH';
