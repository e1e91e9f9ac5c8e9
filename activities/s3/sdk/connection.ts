import type { S3Client } from '@aws-sdk/client-s3';
import { present } from '../../../domain/present.ts';
import type { Target } from '../../contract.ts';
import { BucketScope } from '../bucket-scope.ts';
import { KeySpelling } from '../dialect/keys/key-spelling.ts';
import { AskedWhole } from '../dialect/listing/asked-whole.ts';
import { S3Failure } from '../failures.ts';
import { hostIn } from '../network/origin.ts';
import { Way } from '../network/way.ts';
import type { FailedRequest, S3Operation } from '../operations.ts';
import { createHttpHandler, createS3Client, type S3ConnectionConfig } from './client.ts';
import { asS3Failure } from './errors.ts';
import { HeadAnswers } from './head-answers.ts';
import { RegionalClients } from './regions/regional-clients.ts';
import { originAsked, virtualHostOf } from './virtual-host.ts';

/** A bucket that S3 sends from place to place is nowhere. */
export const REDIRECTS_AT_MOST = 2;

/** The SDK's clients of a connection. A client whose credentials S3 takes for expired is replaced. */
export class S3Connection {
  /** What is known of the spelling of keys. */
  readonly spelling = new KeySpelling();
  /** What is known of how a listing may be asked for. */
  readonly listings = new AskedWhole();
  readonly way: Way;
  readonly scope: BucketScope;
  readonly #heads = new HeadAnswers();
  readonly #clients: RegionalClients;
  readonly #followsRegions: boolean;

  constructor(config: S3ConnectionConfig, followsRegions = true) {
    this.#followsRegions = followsRegions;
    this.way = new Way(config);
    this.scope = new BucketScope(config);
    const known = { ...present({ endpoint: this.way.endpoint }), ...config };
    const http = createHttpHandler(config, this.way);
    this.#clients = new RegionalClients((overrides) => createS3Client({ ...known, ...overrides }, http));
  }

  /** For one request to a bucket: the next one may have another. */
  clientOf({ bucket }: Target): S3Client {
    return this.#clients.of(bucket);
  }

  /** S3 told, without being asked, where a bucket is. A store of one's own is asked at one place, whatever it calls its regions. */
  isIn(region: string, bucket: string): void {
    if (!this.way.hasOwnEndpoint) this.#clients.learn(bucket, region);
  }

  /** Whether a failure says that the bucket is in another region: then its next request goes there. */
  learnsFrom(failure: unknown, client: S3Client, { bucket }: Target): boolean {
    if (!this.#followsRegions || !(failure instanceof S3Failure)) return false;
    if (failure.type !== 'WrongRegion' || !failure.region) return false;
    return this.#clients.learn(bucket, failure.region, client);
  }

  /** Where AWS answered for a bucket: it answers nowhere else. */
  regionOf(bucket: string): string | undefined {
    if (this.way.hasOwnEndpoint) return undefined;
    return this.#clients.regionOf(this.#clients.of(bucket));
  }

  /** Makes one request. Rejects with an S3Failure, or with the signal's reason. */
  async send<T>(
    operation: S3Operation,
    target: Target,
    signal: AbortSignal,
    request: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    for (let redirects = 0; ; redirects += 1) {
      signal.throwIfAborted();
      const client = this.clientOf(target);
      try {
        return await request(client);
      } catch (error) {
        const failure = this.failureOf(error, client, operation, target, signal);
        if (redirects === REDIRECTS_AT_MOST || !this.learnsFrom(failure, client, target)) throw failure;
      }
    }
  }

  /** What to reject with after a request of this client failed. `origin` was asked. */
  failureOf(
    error: unknown,
    client: S3Client,
    operation: S3Operation,
    target: Target,
    signal: AbortSignal,
    origin = originAsked(error),
  ): unknown {
    if (signal.aborted) return signal.reason;
    const failure = this.#heads.read(
      error instanceof S3Failure
        ? located(error, client, origin)
        : asS3Failure(error, operation, target, {
            ...this.#wayOf(origin),
            virtualHost: virtualHostOf(client, target, origin),
          }),
      this.#clients.regionOf(client),
    );
    if (failure.needsFreshCredentials) this.#clients.renew(client);
    return failure;
  }

  #wayOf(origin: string): Pick<FailedRequest, 'host' | 'proxy'> {
    if (origin === '') return {};
    const host = hostIn(origin);
    try {
      return { host, proxy: this.way.proxyFor(origin) };
    } catch {
      return { host };
    }
  }

  close(): void {
    this.#clients.close();
  }
}

/** Who finds no sense in an answer does not know whom it came from. */
function located(failure: S3Failure, client: S3Client, origin: string): S3Failure {
  if (failure.code !== 'InvalidResponse') return failure;
  const virtualHost = virtualHostOf(client, failure.target, origin);
  return virtualHost === undefined ? failure : new S3Failure({ ...failure, virtualHost });
}
