/** `https://host:port`, the port only where it is not that of the scheme. */
export function originOf({ protocol, hostname, port }: { protocol: string; hostname: string; port?: number }): string {
  return `${protocol}//${hostname}${port ? `:${port}` : ''}`;
}

/** The host of an origin, with its port. One is asked for every upload that is gone, and a URL takes a microsecond. */
export function hostIn(origin: string): string {
  return origin.slice(origin.indexOf('//') + 2);
}
