import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Way } from './way.ts';

export interface Timeouts {
  connectionTimeout: number;
  requestTimeout: number;
  socketTimeout: number;
}

/** Connections to an origin, made directly or through the proxy that there is for it. No limit to them: the activities' own rules. */
export function dispatcherFor(origin: string, way: Way, timeouts: Timeouts): Dispatcher {
  const { connectionTimeout: timeout, requestTimeout: headersTimeout, socketTimeout: bodyTimeout } = timeouts;
  const tls = way.ca ? { ca: way.ca as string[], timeout } : { timeout };
  const proxy = way.proxyFor(origin);
  if (!proxy) return new Pool(origin, { connect: tls, headersTimeout, bodyTimeout });
  return new ProxyAgent({
    uri: proxy.url,
    // Many proxies open tunnels for TLS only.
    proxyTunnel: origin.startsWith('https:'),
    requestTls: tls,
    proxyTls: tls,
    headersTimeout,
    bodyTimeout,
  });
}
