/** A proxy did not open the way to S3. */
export class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused';
  readonly code: string;

  /** `status`: what the proxy answered. */
  constructor(status: number) {
    super(`the proxy answered ${status}`);
    this.code = status === 407 ? 'ProxyWantsPassword' : 'ProxyRefused';
  }
}

/** The same of an error of undici's, which has no code for it (lib/dispatcher/proxy-agent.js). Any other error stays as it is. */
export function readProxyError(error: Error): Error {
  const [, status] = /^Proxy response \((\d+)\)|\((407)\)$/.exec(error.message)?.filter(Boolean) ?? [];
  return status === undefined ? error : new ProxyRefused(Number(status));
}
