import type { S3Client } from '@aws-sdk/client-s3';
import type { Call } from './lean-calls.ts';
import { asAmzDate, encodeUri, type Keys, type Signable, Signer } from './sigv4.ts';

/** A request as the SDK makes it, before it is sent. */
export interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
}

interface Identity extends Keys {
  sessionToken?: string;
}

/** Headers that are of one request only. */
const PASSING = [
  'authorization',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-s3session-token',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
];

const SCOPE = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request,/;

/** How the requests of one operation get to a bucket: as those of the SDK, but made and signed here. */
export class Route {
  readonly origin: string;
  readonly #client: S3Client;
  readonly #request: SdkRequest;
  /** The path without the key. */
  readonly #root: string;
  /** What is the same in all requests. */
  readonly #headers: Record<string, string>;
  /** The bucket whose session signs, for directory buckets. */
  readonly #session: string | undefined;
  readonly #signer: Signer;

  private constructor(client: S3Client, bucket: string, request: SdkRequest, signer: Signer, root: string) {
    const { protocol, hostname, port, headers } = request;
    this.origin = `${protocol}//${hostname}${port ? `:${port}` : ''}`;
    this.#client = client;
    this.#request = request;
    this.#root = root;
    this.#headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !PASSING.includes(name)));
    this.#session = headers['x-amz-s3session-token'] === undefined ? undefined : bucket;
    this.#signer = signer;
  }

  /**
   * The route that a request of the SDK takes. Undefined where the same request made here would not bear the same
   * signature: the SDK then does what is not known here, as for a multi-region access point.
   */
  static async of(client: S3Client, bucket: string, request: SdkRequest, call: Call): Promise<Route | undefined> {
    const { path, headers } = request;
    const [, region, service] = SCOPE.exec(headers.authorization ?? '') ?? [];
    const key = encodeKey(call.key ?? '');
    if (!region || !service || !path.endsWith(key)) return undefined;
    const root = path.slice(0, path.length - key.length);
    const route = new Route(client, bucket, request, new Signer(region, service), root);
    const { authorization, ...signed } = headers;
    const ours = route.#unsigned(call, { ...signed, ...call.headers });
    return route.#signer.sign(ours, await route.#identity()) === authorization ? route : undefined;
  }

  async sign(call: Call): Promise<Signable> {
    const identity = await this.#identity();
    const headers = { ...this.#headers, ...call.headers };
    headers['x-amz-date'] = asAmzDate(Date.now() + this.#client.config.systemClockOffset);
    if (identity.sessionToken) {
      headers[this.#session ? 'x-amz-s3session-token' : 'x-amz-security-token'] = identity.sessionToken;
    }
    const request = this.#unsigned(call, headers);
    headers.authorization = this.#signer.sign(request, identity);
    return request;
  }

  #unsigned({ key = '', query }: Call, headers: Record<string, string>): Signable {
    const { method } = this.#request;
    return {
      method,
      path: this.#root + encodeKey(key),
      query: encodeQuery({ ...this.#request.query, ...query }),
      headers,
    };
  }

  async #identity(): Promise<Identity> {
    const { credentials, s3ExpressIdentityProvider } = this.#client.config;
    const identity = await credentials();
    if (!this.#session) return identity;
    return s3ExpressIdentityProvider.getS3ExpressIdentity(identity, { Bucket: this.#session });
  }
}

/** In the order of the names, as the signature wants it. */
function encodeQuery(query: Call['query']): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) pairs.push(`${encodeUri(name)}=${encodeUri(value)}`);
  }
  return pairs.sort().join('&');
}

function encodeKey(key: string): string {
  return encodeUri(key).replaceAll('%2F', '/');
}
