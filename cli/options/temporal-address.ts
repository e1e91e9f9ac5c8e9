import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { TemporalAddress } from '../../client/connection/connect.ts';
import { present } from '../../domain/present.ts';
import type { TemporalFlags } from './temporal.ts';
import { readTemporalConfig, type TemporalConfig, temporalConfigPath, whatIsWrongWith } from './temporal-config.ts';

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
} as const satisfies Record<Exclude<keyof TemporalFlags, 'dataConverter'>, string>;

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
  return withConfig(withFlags(flags, env), flags.configFile, byDefault);
}

/** The same, and how payloads are encoded: by the module of the flag, else by the codec of the profile. */
export async function reachTemporal(flags: TemporalFlags, env: NodeJS.ProcessEnv): Promise<TemporalAddress> {
  const address = locateTemporal(flags, env);
  const { loadDataConverter, codecOfProfile } = await import('./data-converter.ts');
  const dataConverter =
    flags.dataConverter === undefined
      ? codecOfProfile(withFlags(flags, env), address.namespace)
      : await loadDataConverter(flags.dataConverter);
  return { ...address, ...present({ dataConverter }) };
}

function withFlags(flags: TemporalFlags, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = Object.entries(VARIABLES).flatMap(([flag, variable]) => {
    const value = flags[flag as keyof TemporalFlags];
    return value === undefined ? [] : [[variable, String(value)]];
  });
  return { ...env, ...Object.fromEntries(given) };
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
    if (env.TEMPORAL_PROFILE && !config) throw new Error(noProfile(env.TEMPORAL_PROFILE, env));
    return addressOf(env, config, byDefault);
  } catch (cause) {
    const wrong = config && whatIsWrongWith(config.path, cause);
    const message = wrong ?? (cause as Error).message;
    throw new TemporalConfigInvalid(`Temporal's client configuration: ${message}`, { cause });
  }
}

function noProfile(profile: string, env: NodeJS.ProcessEnv): string {
  return `there is no profile ${profile}, for there is no ${temporalConfigPath(env) ?? 'temporal.toml'}`;
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
