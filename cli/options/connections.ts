import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { present } from '../../domain/present.ts';
import type { S3ConnectionConfig } from '../../worker/index.ts';
import { UsageError } from '../usage-error.ts';
import { isHttp, isRecord, readNamed } from './json-file.ts';

/** The flags that tell `worker` about S3. What they leave out comes from where AWS's own tools look. */
export interface S3Flags {
  endpointUrl?: string;
  region?: string;
  forcePathStyle?: true;
  connections?: string;
}

export function addS3Options(command: Command): Command {
  return command
    .optionsGroup('S3, the connection "default":')
    .option('--endpoint-url <url>', 'an S3 other than AWS')
    .option('--region <region>', 'AWS region')
    .option('--force-path-style', 'bucket names in the path: what most other S3s want')
    .option('--connections <file>', 'further connections');
}

const FIELDS = {
  region: 'string',
  endpoint: 'string',
  forcePathStyle: 'boolean',
  profile: 'string',
  roleArn: 'string',
  externalId: 'string',
  proxy: 'string',
  caFile: 'string',
  useFipsEndpoint: 'boolean',
  useDualstackEndpoint: 'boolean',
  buckets: 'list of names',
  neverBuckets: 'list of names',
} as const;
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/.+/;
const SECRETS = /secret|credential|accessKey|access_key|token|password/i;

/** The S3 connections by name: `default` from the flags, the others from the file. Throws UsageError. */
export function s3Connections(flags: S3Flags, env: NodeJS.ProcessEnv): Record<string, S3ConnectionConfig> {
  const named = flags.connections === undefined ? {} : readConnections(flags.connections);
  if (!named.default) return { default: defaultConnection(flags, env), ...named };
  const both = (['endpointUrl', 'region', 'forcePathStyle'] as const).some((flag) => flags[flag] !== undefined);
  if (both) throw new UsageError('--connections defines "default": leave out --endpoint-url, --region and the like');
  return named;
}

/** One of them by its name. Throws UsageError. */
export function s3Connection(name: string, flags: S3Flags, env: NodeJS.ProcessEnv): S3ConnectionConfig {
  const connections = s3Connections(flags, env);
  const connection = Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (connection) return connection;
  throw new UsageError(`no --connection "${name}"; --connections has: ${Object.keys(connections).join(', ')}`);
}

/** The flags, for a process that asks the same S3. */
export function s3Arguments({ endpointUrl, region, forcePathStyle, connections }: S3Flags): string[] {
  return [
    ...(endpointUrl === undefined ? [] : [`--endpoint-url=${endpointUrl}`]),
    ...(region === undefined ? [] : [`--region=${region}`]),
    ...(forcePathStyle ? ['--force-path-style'] : []),
    ...(connections === undefined ? [] : [`--connections=${connections}`]),
  ];
}

function defaultConnection(flags: S3Flags, env: NodeJS.ProcessEnv): S3ConnectionConfig {
  const { endpointUrl, forcePathStyle } = flags;
  // The command of AWS reads AWS_DEFAULT_REGION. The SDK does not.
  const region = flags.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (endpointUrl !== undefined) checkUrl('--endpoint-url', endpointUrl);
  return {
    ...present({ endpoint: endpointUrl, forcePathStyle }),
    ...(region && { region }),
  };
}

function readConnections(path: string): Record<string, S3ConnectionConfig> {
  return readNamed('--connections', path, '{ "name": { "region": "eu-west-1" } }', (name, config, file) =>
    checkConnection(`${file}: connection "${name}"`, config),
  );
}

function checkConnection(where: string, config: unknown): S3ConnectionConfig {
  const known = Object.keys(FIELDS).join(', ');
  if (!isRecord(config)) throw new UsageError(`${where} must be an object with any of ${known}`);
  for (const [field, value] of Object.entries(config)) {
    if (SECRETS.test(field)) {
      throw new UsageError(`${where} holds ${field}: secrets stay out of it; name a "profile" of ~/.aws/config`);
    }
    const type = Object.hasOwn(FIELDS, field) ? FIELDS[field as keyof typeof FIELDS] : undefined;
    if (!type) throw new UsageError(`${where} has an unknown field ${field}; known are ${known}`);
    if (!isOfType(value, type)) throw new UsageError(`${where}: ${field} must be a ${type}`);
  }
  if (typeof config.roleArn === 'string' && !ROLE_ARN.test(config.roleArn)) {
    throw new UsageError(`${where}: roleArn must be the ARN of a role; it is ${JSON.stringify(config.roleArn)}`);
  }
  if (config.externalId !== undefined && config.roleArn === undefined) {
    throw new UsageError(`${where}: externalId goes with the roleArn that asks for it`);
  }
  if (typeof config.proxy === 'string' && !isHttp(config.proxy)) {
    throw new UsageError(`${where}: proxy must be a URL such as http://proxy:3128`);
  }
  if (typeof config.caFile === 'string' && !existsSync(config.caFile)) {
    throw new UsageError(`${where}: caFile: there is no file ${config.caFile}`);
  }
  if (typeof config.endpoint === 'string') checkUrl(`${where}: endpoint`, config.endpoint);
  return config as S3ConnectionConfig;
}

function isOfType(value: unknown, type: (typeof FIELDS)[keyof typeof FIELDS]): boolean {
  if (type !== 'list of names') return typeof value === type;
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
}

function checkUrl(what: string, url: string): void {
  if (!isHttp(url))
    throw new UsageError(`${what} must be a URL such as http://127.0.0.1:9000; it is ${JSON.stringify(url)}`);
  const { username, password } = new URL(url);
  if (username || password) throw new UsageError(`${what} holds credentials: name a profile, or use AWS_* variables`);
}
