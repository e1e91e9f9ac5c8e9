import type { S3Client } from '@aws-sdk/client-s3';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { present } from '../../../domain/present.ts';
import type { Target } from '../../contract.ts';
import { KeySpelling } from '../dialect/keys/key-spelling.ts';
import { S3Failure } from '../failures.ts';
import { Way } from '../network/way.ts';
import type { FailedRequest, S3Operation } from '../operations.ts';
import { createHttpHandler, createS3Client, type S3ConnectionConfig } from './client.ts';
import { asS3Failure } from './errors.ts';
import { HeadAnswers } from './head-answers.ts';
import { originAsked, virtualHostOf } from './virtual-host.ts';

/** The SDK's client of a connection. A client whose credentials S3 takes for expired is replaced. */
export class S3Connection {
  /** What is known of the spelling of keys. */
  readonly spelling = new KeySpelling();
  readonly way: Way;
  readonly #config: S3ConnectionConfig;
  readonly #http: NodeHttpHandler;
  readonly #heads = new HeadAnswers();
  #client: S3Client;

  constructor(config: S3ConnectionConfig) {
    this.way = new Way(config);
    this.#config = { ...present({ endpoint: this.way.endpoint }), ...config };
    this.#http = createHttpHandler(config, this.way);
    this.#client = createS3Client(this.#config, this.#http);
  }

  /** For one request: the next one may have another. */
  get client(): S3Client {
    return this.#client;
  }

  /** Makes one request. Rejects with an S3Failure, or with the signal's reason. */
  async send<T>(
    operation: S3Operation,
    target: Target,
    signal: AbortSignal,
    request: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const client = this.#client;
    try {
      return await request(client);
    } catch (error) {
      throw this.failureOf(error, client, operation, target, signal);
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
    );
    if (failure.needsFreshCredentials) this.#renew(client);
    return failure;
  }

  #wayOf(origin: string): Pick<FailedRequest, 'host' | 'proxy'> {
    if (origin === '') return {};
    const { host } = new URL(origin);
    try {
      return { host, proxy: this.way.proxyFor(origin) };
    } catch {
      return { host };
    }
  }

  close(): void {
    this.#client.destroy();
  }

  /**
   * A client resolves credentials without an expiry only once, and it keeps its sessions. A new client begins afresh.
   */
  #renew(failed: S3Client): void {
    if (this.#client !== failed) return;
    // The types do not know `ignoreCache`, but it is handed on: the shared credentials file is read again
    // (@smithy/core, readFile).
    const config = { ...this.#config, ignoreCache: true };
    this.#client = createS3Client(config, this.#http);
  }
}

/** Who finds no sense in an answer does not know whom it came from. */
function located(failure: S3Failure, client: S3Client, origin: string): S3Failure {
  if (failure.code !== 'InvalidResponse') return failure;
  const virtualHost = virtualHostOf(client, failure.target, origin);
  return virtualHost === undefined ? failure : new S3Failure({ ...failure, virtualHost });
}
