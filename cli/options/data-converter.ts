import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { parse } from 'smol-toml';
import { withEncodedFailures } from '../../client/connection/data-converter.ts';
import { RemoteCodec } from '../../client/connection/remote-codec.ts';
import { readTemporalConfig } from './temporal-config.ts';

/** Thrown where there is no converter where one was named. */
export class DataConverterInvalid extends Error {
  override readonly name = 'DataConverterInvalid';
}

type Given = DataConverter | (() => DataConverter | Promise<DataConverter>);

/**
 * The `dataConverter` that a module exports, by this name or as its default: a DataConverter of Temporal's SDK, or a function
 * that answers one. A path begins with `.` or `/`; what does not is a package. Both are looked up from the current folder.
 */
export async function loadDataConverter(module: string): Promise<DataConverter> {
  const given = exportedBy(module);
  const converter = typeof given === 'function' ? await given() : given;
  if (typeof converter === 'object' && converter !== null && KEYS.some((key) => key in converter)) {
    return withEncodedFailures(converter);
  }
  throw new DataConverterInvalid(
    `--data-converter ${module} exports no dataConverter: an object with ${KEYS.slice(0, -1).join(', ')} or ${KEYS.at(-1)}`,
  );
}

const KEYS = ['payloadConverterPath', 'failureConverterPath', 'payloadCodecs'];

function exportedBy(module: string): Given | undefined {
  try {
    // Node loads ES modules by it, too.
    const loaded = createRequire(join(process.cwd(), 'package.json'))(module);
    return loaded.dataConverter ?? loaded.default;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'MODULE_NOT_FOUND' ? 'there is no such module; a path begins with ./ or /' : message;
    throw new DataConverterInvalid(`--data-converter ${module} cannot be loaded: ${why}`, { cause });
  }
}

/** The codec server of the profile, or of TEMPORAL_CODEC_ENDPOINT, as Temporal's own command asks it. */
export function codecOfProfile(env: NodeJS.ProcessEnv, namespace: string): DataConverter | undefined {
  const { TEMPORAL_PROFILE = 'default', TEMPORAL_CODEC_ENDPOINT, TEMPORAL_CODEC_AUTH } = env;
  const { codec = {} } = profilesOf(env)[TEMPORAL_PROFILE] ?? {};
  const endpoint = TEMPORAL_CODEC_ENDPOINT ?? codec.endpoint;
  if (!endpoint) return undefined;
  const auth = TEMPORAL_CODEC_AUTH ?? codec.auth;
  return withEncodedFailures({ payloadCodecs: [new RemoteCodec({ endpoint, auth, namespace })] });
}

interface Profile {
  codec?: { endpoint?: string; auth?: string };
}

/** @temporalio/envconfig reads the codec of a profile, and does not tell it. */
function profilesOf(env: NodeJS.ProcessEnv): Record<string, Profile> {
  const config = readTemporalConfig(env);
  const { profile = {} } = (config ? parse(config.toml) : {}) as { profile?: Record<string, Profile> };
  return profile;
}
