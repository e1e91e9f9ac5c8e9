import type { NativeConnectionOptions } from '@temporalio/worker';
import { partsOf, temporalProxyIn } from '../domain/network/temporal-proxy.ts';

/** The options of a worker's connection, which goes the way that a client's does. What the caller says of a proxy stands. */
export function throughProxy(
  options: NativeConnectionOptions,
  env: NodeJS.ProcessEnv = process.env,
): NativeConnectionOptions {
  if (options.proxy !== undefined) return options;
  const found = temporalProxyIn(env, options.address ?? 'localhost:7233');
  const proxy = found && partsOf(found);
  if (!proxy) return options;
  const { target: targetHost, username, password = '' } = proxy;
  return {
    ...options,
    proxy: { type: 'http-connect', targetHost, ...(username !== undefined && { basicAuth: { username, password } }) },
  };
}
