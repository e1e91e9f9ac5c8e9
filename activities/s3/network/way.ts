import type { SecureContextOptions } from 'node:tls';
import { type FoundProxy, isLoopback, PROXY_VARIABLES, proxyIn } from '../../../domain/network/proxy.ts';
import type { S3ConnectionConfig } from '../connection-config.ts';
import { AwsConfig } from './aws-config.ts';
import { trustOf } from './trust.ts';

/** How the requests of a connection get to a host: both ways to S3, and the SDK's own requests for credentials, ask this. */
export class Way {
  /** The certificates to trust. Absent: those that Node trusts. */
  readonly ca: SecureContextOptions['ca'];
  /** The endpoint of the profile in the AWS config. Absent: none is named there, or the environment names one. */
  readonly endpoint: string | undefined;
  /** Requests go where a setting says, and not where AWS has the bucket. */
  readonly hasOwnEndpoint: boolean;
  readonly #proxy: string | undefined;
  readonly #env: NodeJS.ProcessEnv;

  /** Fails where a file that it needs cannot be read, and names it. */
  constructor(
    { endpoint, proxy, caFile, profile }: Pick<S3ConnectionConfig, 'endpoint' | 'proxy' | 'caFile' | 'profile'>,
    env = process.env,
  ) {
    this.#proxy = proxy;
    this.#env = env;
    const config = new AwsConfig(profile, env);
    this.ca = trustOf({ caFile, caBundle: config.caBundle }, env);
    this.endpoint = config.endpoint;
    this.hasOwnEndpoint = Boolean(endpoint ?? (config.endpoint || env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL));
  }

  /** The proxy for `https://host:port`, undefined where there is none. Fails with ProxyInvalid. */
  proxyFor(origin: string): FoundProxy | undefined {
    const found = this.#find(new URL(origin));
    if (found) check(found);
    return found;
  }

  #find({ protocol, hostname, port }: URL): FoundProxy | undefined {
    if (this.#proxy !== undefined) {
      return isLoopback(hostname) ? undefined : { url: this.#proxy, setting: '"proxy" of the connection' };
    }
    const isTls = protocol === 'https:';
    const number = port ? Number(port) : isTls ? 443 : 80;
    return proxyIn(this.#env, { hostname, port: number }, PROXY_VARIABLES[isTls ? 'https:' : 'http:']);
  }
}

/** The setting names a proxy that nobody here can speak to. */
class ProxyInvalid extends Error {
  readonly code = 'ProxyInvalid';
}

function check({ url, setting }: FoundProxy): void {
  if (!URL.canParse(url) || !/^https?:\/\//i.test(url)) throw new ProxyInvalid(setting);
}
