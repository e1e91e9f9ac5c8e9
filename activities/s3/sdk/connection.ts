import type { S3Client } from '@aws-sdk/client-s3';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Target } from '../../contract.ts';
import { S3Failure } from '../failures.ts';
import type { S3Operation } from '../operations.ts';
import { createHttpHandler, createS3Client, type S3ConnectionConfig } from './client.ts';
import { asS3Failure } from './errors.ts';

/** The SDK's client of a connection. A client whose credentials S3 takes for expired is replaced. */
export class S3Connection {
  readonly #config: S3ConnectionConfig;
  readonly #http: NodeHttpHandler;
  #client: S3Client;

  constructor(config: S3ConnectionConfig) {
    this.#config = config;
    this.#http = createHttpHandler(config.http);
    this.#client = createS3Client(config, this.#http);
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

  /** What to reject with after a request of this client failed. */
  failureOf(error: unknown, client: S3Client, operation: S3Operation, target: Target, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    const failure = error instanceof S3Failure ? error : asS3Failure(error, operation, target);
    if (failure.needsFreshCredentials) this.#renew(client);
    return failure;
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
