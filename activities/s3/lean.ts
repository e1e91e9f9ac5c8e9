import type { S3Client } from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../bucket-name.ts';
import type { Target, Upload, UploadRef } from '../contract.ts';
import { HTTP_TIMEOUTS, type S3ConnectionConfig } from './client.ts';
import type { S3Connection } from './connection.ts';
import { S3Failure } from './failures.ts';
import type { ListedParts, S3Gateway } from './gateway.ts';
import { readError, readParts } from './lean-answers.ts';
import { type Answer, LeanHttp } from './lean-http.ts';
import { findRoute, type LeanRequest, type Route } from './lean-route.ts';
import { partsOf } from './sdk-answers.ts';

/** What the lean path knows how to honour; with any other option the SDK makes all requests. */
const KNOWN_OPTIONS: ReadonlySet<string> = new Set<keyof S3ConnectionConfig>([
  'credentials',
  'endpoint',
  'forcePathStyle',
  'http',
  'lean',
  'profile',
  'region',
  's3ExpressIdentityProvider',
  'useAccelerateEndpoint',
  'useArnRegion',
  'useDualstackEndpoint',
  'useFipsEndpoint',
]);

/** Agents are Node's, and the lean path has none. */
const KNOWN_HTTP_OPTIONS: ReadonlySet<string> = new Set(Object.keys(HTTP_TIMEOUTS));

export function canBeLean({ lean = true, ...config }: S3ConnectionConfig): boolean {
  const isKnown = Object.keys(config).every((name) => KNOWN_OPTIONS.has(name));
  return lean && isKnown && Object.keys(config.http ?? {}).every((name) => KNOWN_HTTP_OPTIONS.has(name));
}

/**
 * Makes the two requests that are made for every upload without the SDK's middleware, which takes ten times as long.
 * Addresses and credentials are the SDK's. Everything else, and buckets that have no route, are left to `sdk`.
 */
export class LeanGateway implements S3Gateway {
  readonly #connection: S3Connection;
  readonly #sdk: S3Gateway;
  readonly #http: LeanHttp;
  readonly #routes = new WeakMap<S3Client, Map<string, Promise<Route | undefined>>>();
  readonly listUploads: S3Gateway['listUploads'];
  readonly buckets: S3Gateway['buckets'];
  readonly account: S3Gateway['account'];

  constructor(connection: S3Connection, sdk: S3Gateway, http: S3ConnectionConfig['http']) {
    this.#connection = connection;
    this.#sdk = sdk;
    this.#http = new LeanHttp({ ...HTTP_TIMEOUTS, ...http });
    this.listUploads = sdk.listUploads.bind(sdk);
    this.buckets = sdk.buckets;
    this.account = sdk.account;
  }

  async abortUpload(target: Target, upload: Upload, signal: AbortSignal): Promise<void> {
    const { key, uploadId, initiated } = upload;
    const ifMatchInitiatedTime = isDirectoryBucket(target.bucket) ? new Date(initiated).toUTCString() : undefined;
    const request: LeanRequest = { operation: 'AbortMultipartUpload', key, uploadId, ifMatchInitiatedTime };
    const answer = await this.#send(request, target, signal);
    if (!answer) await this.#sdk.abortUpload(target, upload, signal);
  }

  async listParts(
    target: Target,
    upload: UploadRef,
    after: string | undefined,
    signal: AbortSignal,
  ): Promise<ListedParts> {
    const { key, uploadId } = upload;
    const answer = await this.#send({ operation: 'ListParts', key, uploadId, after }, target, signal);
    if (!answer) return this.#sdk.listParts(target, upload, after, signal);
    return partsOf(readParts(answer.body) ?? {}, target, after);
  }

  close(): void {
    this.#http.close();
    this.#sdk.close();
  }

  /** Undefined: the SDK has to. */
  #send(request: LeanRequest, target: Target, signal: AbortSignal): Promise<Answer | undefined> {
    return this.#connection.send(request.operation, target, signal, async (client) => {
      const route = await this.#routeOf(client, target);
      if (!route) return undefined;
      const answer = await this.#http.send(route.origin, await route.sign(request), signal);
      if (answer.status < 300 && !readError(answer.body)) return answer;
      throw failureOf(answer, request, target, client);
    });
  }

  #routeOf(client: S3Client, target: Target): Promise<Route | undefined> {
    const routes = this.#routes.get(client) ?? new Map<string, Promise<Route | undefined>>();
    this.#routes.set(client, routes);
    const name = `${target.bucket} ${target.expectedBucketOwner} ${target.requestPayer}`;
    const known = routes.get(name);
    if (known) return known;
    const found = findRoute(client, target);
    routes.set(name, found);
    found.catch(() => routes.delete(name));
    return found;
  }
}

function failureOf(
  { status, headers, body }: Answer,
  request: LeanRequest,
  target: Target,
  client: S3Client,
): S3Failure {
  const { code, message, region = headers['x-amz-bucket-region'] } = readError(body) ?? {};
  if (code === 'RequestTimeTooSkewed') {
    // As the SDK does: the next request goes by the clock of S3.
    client.config.systemClockOffset = Date.parse(String(headers.date)) - Date.now();
  }
  return new S3Failure({
    code: code ?? (status < 300 ? 'InvalidResponse' : `HTTP ${status}`),
    status,
    operation: request.operation,
    target,
    said: message,
    region: typeof region === 'string' ? region : undefined,
  });
}
