import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { present } from '../../domain/present.ts';
import type { Receiver, Receivers } from '../../worker/index.ts';
import { UsageError } from '../usage-error.ts';
import { isHttp, isRecord, readNamed } from './json-file.ts';

/** Whom a worker may tell how jobs end. */
export interface NotificationFlags {
  notifications?: string;
}

export function addNotificationsOption(command: Command): Command {
  return command.option('--notifications <file>', 'receivers for --notify, with their URLs and secrets');
}

/** The receivers by name, with their secrets. Throws UsageError, which quotes no value of the file. */
export function receivers({ notifications: path }: NotificationFlags, env: NodeJS.ProcessEnv): Receivers {
  if (path === undefined) return {};
  const example = '{ "name": { "url": …, "secretEnv": … } }';
  return readNamed('--notifications', path, example, (name, given, file) =>
    receiver(`${file}: receiver "${name}"`, given, env),
  );
}

const FIELDS = ['url', 'secret', 'secretEnv', 'proxy', 'caFile'];

function receiver(where: string, given: unknown, env: NodeJS.ProcessEnv): Receiver {
  if (!isRecord(given)) throw new UsageError(`${where} must be an object with ${FIELDS.join(', ')}`);
  for (const [field, value] of Object.entries(given)) {
    if (!FIELDS.includes(field)) throw new UsageError(`${where} has an unknown field ${field}; known are ${FIELDS}`);
    if (typeof value !== 'string' || value === '') throw new UsageError(`${where}: ${field} must be text`);
  }
  const { url, proxy, caFile, ...secrets } = given as Record<string, string | undefined>;
  if (url === undefined || !isHttp(url)) throw new UsageError(`${where}: url must be a URL such as https://…`);
  if (proxy !== undefined && !isHttp(proxy))
    throw new UsageError(`${where}: proxy must be a URL such as http://proxy:3128`);
  if (caFile !== undefined && !existsSync(caFile)) throw new UsageError(`${where}: caFile: there is no such file`);
  return { url, secret: secretOf(where, secrets, env), ...present({ proxy, caFile }) };
}

function secretOf(
  where: string,
  { secret, secretEnv }: Record<string, string | undefined>,
  env: NodeJS.ProcessEnv,
): string {
  if ((secret === undefined) === (secretEnv === undefined)) {
    throw new UsageError(`${where} must have a secret or a secretEnv, the name of a variable that holds it`);
  }
  const value = secret ?? env[secretEnv as string];
  if (value === undefined) throw new UsageError(`${where}: secretEnv: the variable ${secretEnv} is not set`);
  if (value.length < SHORTEST_SECRET)
    throw new UsageError(`${where}: the secret has fewer than ${SHORTEST_SECRET} characters`);
  return value;
}

/** 128 bits in base64 take 24. */
const SHORTEST_SECRET = 24;
