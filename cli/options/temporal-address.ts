import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { TemporalAddress } from '../../client/connection/connect.ts';
import type { TemporalFlags } from './temporal.ts';
import { readTemporalConfig, type TemporalConfig, whatIsWrongWith } from './temporal-config.ts';

/** Thrown when the configuration of Temporal's client cannot be read: a missing profile, a missing certificate. */
export class TemporalConfigInvalid extends Error {
  override readonly name = 'TemporalConfigInvalid';
}

const DEFAULT_ADDRESS = 'localhost:7233';

/** The variable that Temporal's own tools read, for each flag. The flag wins over it. */
const VARIABLES = {
  address: 'TEMPORAL_ADDRESS',
  namespace: 'TEMPORAL_NAMESPACE',
  profile: 'TEMPORAL_PROFILE',
  configFile: 'TEMPORAL_CONFIG_FILE',
  apiKey: 'TEMPORAL_API_KEY',
  tls: 'TEMPORAL_TLS',
  tlsCertPath: 'TEMPORAL_TLS_CLIENT_CERT_PATH',
  tlsKeyPath: 'TEMPORAL_TLS_CLIENT_KEY_PATH',
  tlsCaPath: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  tlsServerName: 'TEMPORAL_TLS_SERVER_NAME',
} as const satisfies Record<keyof TemporalFlags, string>;

/** Takes flags first, then TEMPORAL_*, then temporal.toml, then localhost:7233, as Temporal's own tools do. */
export function locateTemporal(flags: TemporalFlags, env: NodeJS.ProcessEnv): TemporalAddress {
  return configuredTemporal(flags, env, DEFAULT_ADDRESS) as TemporalAddress;
}

/** The same; undefined where nobody names an address and there is no default. */
export function configuredTemporal(
  flags: TemporalFlags,
  env: NodeJS.ProcessEnv,
  byDefault?: string,
): TemporalAddress | undefined {
  const given = Object.entries(VARIABLES).flatMap(([flag, variable]) => {
    const value = flags[flag as keyof TemporalFlags];
    return value === undefined ? [] : [[variable, String(value)]];
  });
  return withConfig({ ...env, ...Object.fromEntries(given) }, flags.configFile, byDefault);
}

function withConfig(
  env: NodeJS.ProcessEnv,
  named: string | undefined,
  byDefault: string | undefined,
): TemporalAddress | undefined {
  let config: TemporalConfig | undefined;
  try {
    config = readTemporalConfig(env);
    if (named !== undefined && !config) throw new Error(`--config-file ${named}: there is no such file`);
    return addressOf(env, config, byDefault);
  } catch (cause) {
    const wrong = config && whatIsWrongWith(config.path, cause);
    const message = wrong ?? (cause as Error).message;
    throw new TemporalConfigInvalid(`Temporal's client configuration: ${message}`, { cause });
  }
}

function addressOf(
  env: NodeJS.ProcessEnv,
  config: TemporalConfig | undefined,
  byDefault: string | undefined,
): TemporalAddress | undefined {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: env as Record<string, string>,
    ...(config ? { configSource: { data: new TextEncoder().encode(config.toml) } } : {}),
  });
  const { address = byDefault } = connectionOptions;
  if (address === undefined) return undefined;
  if (typeof address !== 'string' || typeof namespace !== 'string') throw new TypeError('neither is text');
  return { connection: { ...connectionOptions, address }, namespace };
}
