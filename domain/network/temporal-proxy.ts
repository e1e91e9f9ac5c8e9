import { type FoundProxy, PROXY_VARIABLES, proxyIn } from './proxy.ts';

const DEFAULT_PORT = 7233;

/**
 * The proxy that an environment names for a Temporal server; undefined where it is reached directly. gRPC's own variables come
 * first, as for all programs that speak it.
 */
export function temporalProxyIn(env: Record<string, string | undefined>, address: string): FoundProxy | undefined {
  const [, hostname = address, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(address) ?? [];
  const exempt = env.no_grpc_proxy || env.NO_GRPC_PROXY;
  const known = exempt ? { ...env, no_proxy: exempt } : env;
  return proxyIn(known, { hostname, port: Number(port ?? DEFAULT_PORT) }, PROXY_VARIABLES.grpc);
}

/** What both kinds of connections to Temporal need of a proxy. */
export interface ProxyParts {
  /** `proxy:3128` */
  target: string;
  username?: string;
  password?: string;
}

/** Undefined where Temporal's connections cannot go that way: they speak to `http://` proxies alone. */
export function partsOf({ url }: FoundProxy): ProxyParts | undefined {
  const [, user, target, port] = /^http:\/\/(?:([^/@]*)@)?(\[[^\]]*\]|[^/:]+)(?::(\d+))?\/?$/i.exec(url) ?? [];
  if (target === undefined) return undefined;
  const [username = '', password = ''] = (user ?? '').split(':').map(decodeURIComponent);
  return { target: `${target}:${port ?? 80}`, ...(username && { username, password }) };
}
