/** The variables of an environment, whatever the case of their names. */
type Environment = Record<string, string | undefined>;

/** Which variables name a proxy for requests of a kind, the first that is set. */
export const PROXY_VARIABLES = {
  'https:': ['https_proxy'],
  'http:': ['http_proxy'],
  grpc: ['grpc_proxy', 'https_proxy', 'http_proxy'],
} as const;

export interface FoundProxy {
  /** With a scheme. It may hold a password. */
  url: string;
  /** The setting that names it. */
  setting: string;
}

/** The proxy that an environment names for a host; undefined where requests go there directly. A loopback host has none. */
export function proxyIn(
  env: Environment,
  { hostname, port }: { hostname: string; port: number },
  variables: readonly string[],
): FoundProxy | undefined {
  const name = bare(hostname);
  if (isLoopback(name) || isExempt(env, name, port)) return undefined;
  for (const variable of variables) {
    const setting = [variable, variable.toUpperCase()].find((spelled) => env[spelled]);
    if (setting) return { url: withScheme(env[setting] as string), setting };
  }
  return undefined;
}

/** No proxy is asked for this machine: it would look for the host on its own. */
export function isLoopback(hostname: string): boolean {
  const name = bare(hostname);
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** As people write it in messages: without user and password. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

function isExempt(env: Environment, name: string, port: number): boolean {
  const said = env.no_proxy || env.NO_PROXY || '';
  return said
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => covers(entry, name, port));
}

/** `*`, a host, a domain with or without a dot before it, a network such as `10.0.0.0/8`; all of them with a port or without. */
function covers(entry: string, name: string, port: number): boolean {
  const [, host = entry, only] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  if (host === '*') return true;
  if (host.includes('/')) return isWithin(name, host);
  const domain = bare(host).replace(/^\*?\./, '');
  return name === domain || name.endsWith(`.${domain}`);
}

function isWithin(name: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const [ours, theirs] = [asNumber(name), asNumber(address)];
  if (ours === undefined || theirs === undefined || !/^\d{1,2}$/.test(bits)) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(ours / size) === Math.floor(theirs / size);
}

function asNumber(address: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined;
  return address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0);
}

function bare(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$/g, '');
}

function withScheme(url: string): string {
  return url.includes('://') ? url : `http://${url}`;
}
