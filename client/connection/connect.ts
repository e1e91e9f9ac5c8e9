import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { endAfterClose } from './closed-connection.ts';
import { grpcErrorOf } from './grpc-error.ts';
import { readTemporalConfig, type TemporalConfig, whatIsWrongWith } from './temporal-config.ts';

/** Where Temporal is, as flags say it. What is absent comes from TEMPORAL_* and temporal.toml. */
export interface TemporalFlags {
  address?: string;
  namespace?: string;
  profile?: string;
  configFile?: string;
  apiKey?: string;
  tls?: boolean;
  tlsCertPath?: string;
  tlsKeyPath?: string;
  tlsCaPath?: string;
  tlsServerName?: string;
}

/** Where Temporal is, once found out. */
export interface TemporalAddress {
  /** Options that a client's and a worker's connection have in common. */
  connection: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & { address: string };
  namespace: string;
}

/** Thrown when Temporal does not answer, or turns us away. The message says where and what to do. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
}

/** Thrown when the configuration of Temporal's client cannot be read: a missing profile, a missing certificate. */
export class TemporalConfigInvalid extends Error {
  override readonly name = 'TemporalConfigInvalid';
}

const DEFAULT_ADDRESS = 'localhost:7233';
const CONNECT_WITHIN_MS = 5_000;

/** Each flag stands for the variable that Temporal's own tools read, and wins over it. */
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

/** Flags over TEMPORAL_* over temporal.toml over localhost:7233, as Temporal's own tools do. */
export function locateTemporal(flags: TemporalFlags, env: NodeJS.ProcessEnv): TemporalAddress {
  const given = Object.entries(VARIABLES).flatMap(([flag, variable]) => {
    const value = flags[flag as keyof TemporalFlags];
    return value === undefined ? [] : [[variable, String(value)]];
  });
  return withConfig({ ...env, ...Object.fromEntries(given) }, flags.configFile);
}

function withConfig(env: NodeJS.ProcessEnv, named: string | undefined): TemporalAddress {
  let config: TemporalConfig | undefined;
  try {
    config = readTemporalConfig(env);
    if (named !== undefined && !config) throw new Error(`--config-file ${named}: there is no such file`);
    return addressOf(env, config);
  } catch (cause) {
    const wrong = config && whatIsWrongWith(config.path, cause);
    const message = wrong ?? (cause as Error).message;
    throw new TemporalConfigInvalid(`Temporal's client configuration: ${message}`, { cause });
  }
}

function addressOf(env: NodeJS.ProcessEnv, config: TemporalConfig | undefined): TemporalAddress {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: env as Record<string, string>,
    ...(config ? { configSource: { data: new TextEncoder().encode(config.toml) } } : {}),
  });
  const { address = DEFAULT_ADDRESS } = connectionOptions;
  if (typeof address !== 'string' || typeof namespace !== 'string') throw new TypeError('neither is text');
  return { connection: { ...connectionOptions, address }, namespace };
}

/** A connection that closing ends for good; it connects with the first request. */
export function openConnection(options: ConnectionOptions): Connection {
  const repeat = makeGrpcRetryInterceptor(defaultGrpcRetryOptions());
  return Connection.lazy({ ...options, interceptors: [repeat, endAfterClose] });
}

/** A connected client; close it with `client.connection.close()`. Fails with TemporalUnreachable within 10 s. */
export async function connect({ connection: options, namespace }: TemporalAddress): Promise<Client> {
  const connection = openConnection({ ...options, connectTimeout: CONNECT_WITHIN_MS });
  try {
    await connection.ensureConnected();
    const describe = () => connection.workflowService.describeNamespace({ namespace });
    await connection.withDeadline(Date.now() + CONNECT_WITHIN_MS, describe);
    return new Client({ connection, namespace });
  } catch (cause) {
    await connection.close();
    throw new TemporalUnreachable(explain(cause, options.address, namespace), { cause });
  }
}

function explain(error: unknown, address: string, namespace: string): string {
  const grpc = grpcErrorOf(error);
  switch (grpc?.code) {
    case 5:
      return `Temporal at ${address} has no namespace ${namespace}: name one that it has with --namespace`;
    case 7:
    case 16:
      return `Temporal at ${address} refused access to namespace ${namespace}: check --api-key or the TLS certificate`;
    default:
      return (
        `Temporal cannot be reached at ${address}: start a server (\`temporal server start-dev\`), ` +
        `or say where one is with --address, TEMPORAL_ADDRESS or --profile${tlsHint(grpc?.details)}`
      );
  }
}

/** A certificate that is not trusted, or TLS spoken to a server that has none, looks like an outage otherwise. */
function tlsHint(details: string | undefined): string {
  return details && /ssl|tls|certificate/i.test(details) ? ` (${details})` : '';
}
