import { HTTP_TIMEOUTS, type S3ConnectionConfig } from '../sdk/client.ts';

/** What the lean path honours, by itself or because requests made by the SDK show it. */
const KNOWN: ReadonlySet<string> = new Set<keyof S3ConnectionConfig>([
  'buckets',
  'caFile',
  'credentials',
  'endpoint',
  'externalId',
  'forcePathStyle',
  'http',
  'lean',
  'neverBuckets',
  'profile',
  'proxy',
  'region',
  'roleArn',
  's3ExpressIdentityProvider',
  'useAccelerateEndpoint',
  'useArnRegion',
  'useDualstackEndpoint',
  'useFipsEndpoint',
]);

/** Agents are Node's, and the lean path has none. */
const KNOWN_HTTP: ReadonlySet<string> = new Set(Object.keys(HTTP_TIMEOUTS));

/** With any option that is not known, such as a logger or an agent, the SDK makes all requests. */
export function canBeLean(config: S3ConnectionConfig): boolean {
  const isKnown = Object.keys(config).every((name) => KNOWN.has(name));
  return config.lean !== false && isKnown && Object.keys(config.http ?? {}).every((name) => KNOWN_HTTP.has(name));
}
