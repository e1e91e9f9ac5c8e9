import type { ConnectionOptions } from '@temporalio/client';
import { withoutPassword } from '../../domain/network/proxy.ts';
import { partsOf, temporalProxyIn } from '../../domain/network/temporal-proxy.ts';

/**
 * The options of a connection that goes through the proxy of the environment, if there is one. grpc-js looks for one by itself, but
 * sends even `localhost` there, and knows no names in capitals: it is told not to.
 */
export function throughProxy(options: ConnectionOptions, env: NodeJS.ProcessEnv = process.env): ConnectionOptions {
  const { address = 'localhost:7233', channelArgs } = options;
  const found = temporalProxyIn(env, address);
  const proxy = found && partsOf(found);
  const itself = { 'grpc.enable_http_proxy': 0, ...channelArgs };
  if (!proxy) return { ...options, channelArgs: itself };
  const { target, username, password } = proxy;
  return {
    ...options,
    address: target,
    channelArgs: {
      ...itself,
      'grpc.http_connect_target': `dns:${address}`,
      'grpc.default_authority': address,
      ...(username !== undefined && { 'grpc.http_connect_creds': `${username}:${password}` }),
    },
  };
}

/** ` through the proxy http://proxy:3128 (HTTPS_PROXY)`, for a message. Empty where there is none. */
export function proxyInWords(address: string, env: NodeJS.ProcessEnv = process.env): string {
  const found = temporalProxyIn(env, address);
  if (!found) return '';
  const { url, setting } = found;
  if (!partsOf(found)) return `, and not through ${setting}, which must be a URL such as http://proxy:3128`;
  return ` through the proxy ${withoutPassword(url)} (${setting}; NO_PROXY names hosts without one)`;
}
