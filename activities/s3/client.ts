import { AsyncLocalStorage } from 'node:async_hooks';
import { CreateSessionCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { createSessions } from './sessions.ts';

export interface S3ConnectionConfig extends Omit<S3ClientConfig, 'requestHandler' | 'maxAttempts' | 'cacheMiddleware'> {
  /** Agents, timeouts and the like, over the defaults below. */
  http?: NodeHttpHandlerOptions;
  /** Make the requests that are made for every upload without the SDK's middleware, where possible. Default true. */
  lean?: boolean;
}

/** Every request an activity makes ends within a minute: a connection that hangs is worth no more. */
export const HTTP_TIMEOUTS = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  // Covers the body, which the request timeout does not.
  socketTimeout: 30_000,
};

const HTTP_DEFAULTS: NodeHttpHandlerOptions = {
  ...HTTP_TIMEOUTS,
  // Without it the handler only warns (@smithy/node-http-handler, set-request-timeout).
  throwOnRequestTimeout: true,
  // So that the concurrency limits of the activities rule.
  httpAgent: { keepAlive: true, maxSockets: 1_024 },
  httpsAgent: { keepAlive: true, maxSockets: 1_024 },
};

const cancellation = new AsyncLocalStorage<AbortSignal>();

/** Makes requests that end with the signal. */
export function withSignal<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  return cancellation.run(signal, send);
}

/**
 * Takes the signal from its surroundings: given as an option of `send`, it would turn off `cacheMiddleware`, and with it
 * a quarter of the speed (@smithy/core, Client.send).
 */
class CancellableHttpHandler extends NodeHttpHandler {
  override handle(...[request, options]: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const abortSignal = cancellation.getStore();
    return super.handle(request, abortSignal ? { ...options, abortSignal } : options);
  }
}

export function createHttpHandler(http: NodeHttpHandlerOptions = {}): NodeHttpHandler {
  return new CancellableHttpHandler({ ...HTTP_DEFAULTS, ...http });
}

/** A client that makes every request once: retries are the activities' own, so that they never multiply. */
export function createS3Client(config: S3ConnectionConfig, requestHandler = createHttpHandler(config.http)): S3Client {
  const { http: _, lean: __, ...clientConfig } = config;
  const client: S3Client = new S3Client({
    s3ExpressIdentityProvider: createSessions((bucket) =>
      // A session is everybody's: it must not end with the request that happened to ask for it first.
      cancellation.exit(() => client.send(new CreateSessionCommand({ Bucket: bucket }))),
    ),
    ...clientConfig,
    requestHandler,
    maxAttempts: 1,
    cacheMiddleware: true,
  });
  return client;
}
