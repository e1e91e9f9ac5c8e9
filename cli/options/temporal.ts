import type { Command } from 'commander';

/** The flags that say where Temporal is. What they leave out comes from TEMPORAL_* and temporal.toml. */
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
  /** A module with the converter of payloads. */
  dataConverter?: string;
}

const WITHOUT_THEM = 'TEMPORAL_* and temporal.toml, then localhost:7233';

/** Adds the flags that say where Temporal is. Temporal's own command has the same. */
export function addTemporalOptions(command: Command, byDefault = WITHOUT_THEM): Command {
  return command
    .optionsGroup(`Temporal (default: ${byDefault}):`)
    .option('--address <host:port>', 'address of the Temporal server')
    .option('--namespace <name>', 'Temporal namespace (default: default)')
    .option('--profile <name>', 'profile of temporal.toml')
    .option('--config-file <path>', 'the temporal.toml to read')
    .option('--api-key <key>', 'API key; better given as TEMPORAL_API_KEY')
    .option('--tls', 'speak TLS')
    .option('--tls-cert-path <path>', 'client certificate')
    .option('--tls-key-path <path>', 'key of the client certificate')
    .option('--tls-ca-path <path>', 'certificate of the CA that signed that of the server')
    .option('--tls-server-name <name>', 'name that the certificate of the server must have')
    .option('--data-converter <module>', 'encodes payloads, as its workers do; default: the codec of temporal.toml');
}

const REPEATED: Array<[flag: string, field: keyof TemporalFlags]> = [
  ['address', 'address'],
  ['namespace', 'namespace'],
  ['profile', 'profile'],
  ['config-file', 'configFile'],
  ['tls', 'tls'],
  ['tls-cert-path', 'tlsCertPath'],
  ['tls-key-path', 'tlsKeyPath'],
  ['tls-ca-path', 'tlsCaPath'],
  ['tls-server-name', 'tlsServerName'],
  ['data-converter', 'dataConverter'],
];

/** The flags to type again so that another command reaches the same Temporal. Never the API key. */
export function temporalFlagsToRepeat(flags: TemporalFlags): string {
  return REPEATED.map(([flag, field]) => repeated(flag, flags[field])).join('');
}

/** The same for a process, without a shell. */
export function temporalArguments(flags: TemporalFlags): string[] {
  return REPEATED.flatMap(([flag, field]) => {
    const value = flags[field];
    if (value === undefined || value === false) return [];
    return value === true ? [`--${flag}`] : [`--${flag}=${value}`];
  });
}

function repeated(flag: string, value: string | boolean | undefined): string {
  if (value === undefined || value === false) return '';
  return value === true ? ` --${flag}` : ` --${flag} ${shellQuoted(value)}`;
}

export function shellQuoted(text: string): string {
  return /^[\w./:@=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
