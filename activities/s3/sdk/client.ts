import { CreateSessionCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { S3ConnectionConfig } from '../connection-config.ts';
import { SdkHandler } from '../network/sdk-handler.ts';
import { Way } from '../network/way.ts';
import { credentialsOf } from './credentials/provider.ts';
import { readAnswers } from './readable-answers.ts';
import { createSessions } from './sessions.ts';
import { rememberHosts } from './virtual-host.ts';

export type { S3ConnectionConfig } from '../connection-config.ts';

/** Every request of an activity ends within a minute. A connection that hangs is not worth a longer wait. */
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
  // There are sockets enough, so that the concurrency limits of the activities rule.
  httpAgent: { keepAlive: true, maxSockets: 1_024 },
  httpsAgent: { keepAlive: true, maxSockets: 1_024 },
};

/** Agents of the caller's own go their own way. */
export function createHttpHandler(
  { http = {}, ...config }: S3ConnectionConfig,
  way = new Way(config),
): NodeHttpHandler {
  const { httpsAgent } = HTTP_DEFAULTS;
  const trusting = way.ca ? { httpsAgent: { ...httpsAgent, ca: way.ca } } : {};
  const options = { ...HTTP_DEFAULTS, ...trusting, ...http };
  return http.httpAgent || http.httpsAgent ? new NodeHttpHandler(options) : new SdkHandler(way, options);
}

/** A client that makes every request once: retries are the activities' own, so that they never multiply. */
export function createS3Client(config: S3ConnectionConfig, requestHandler = createHttpHandler(config)): S3Client {
  const { http: _, lean: __, roleArn: _r, externalId: _e, proxy: _p, caFile: _c, ...others } = config;
  const { buckets: _b, neverBuckets: _n, ...clientConfig } = others;
  const client: S3Client = new S3Client({
    // All requests share a session. So the cancellation of the request that needs it first must not reach it.
    s3ExpressIdentityProvider: createSessions((bucket) => client.send(new CreateSessionCommand({ Bucket: bucket }))),
    ...clientConfig,
    credentials: credentialsOf(config),
    requestHandler,
    maxAttempts: 1,
    // It would be faster, and wrong. Requests that are under way at once would share one context: one bucket's request
    // would go to another bucket's endpoint, or bear another's session (@smithy/core, Client.send and
    // resolveMiddlewareWithContext).
    cacheMiddleware: false,
  });
  readAnswers(client);
  rememberHosts(client);
  return client;
}
