import type { S3Client } from '@aws-sdk/client-s3';
import { originOf } from '../network/origin.ts';
import type { Call } from './calls.ts';
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
const PASSING = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-s3session-token',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
]);

/** Not signed: proxies may change it. */
const UNSIGNED = new Set(['user-agent']);

const SCOPE = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request,/;

/** The SDK knows the credentials by heart, but has five promises say so. */
const ASK_AGAIN_AFTER_MS = 1_000;

/** How the requests of one operation get to a bucket: as those of the SDK, but made and signed here. */
export class Route {
  readonly origin: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #method: string;
  /** The path without the key. */
  readonly #root: string;
  /** What is the same in all requests. */
  readonly #query: Record<string, string>;
  readonly #headers: Record<string, string>;
  /** What may be in a request, in order. */
  readonly #queryNames: string[];
  readonly #headerNames: string[];
  readonly #tokenHeader: 'x-amz-s3session-token' | 'x-amz-security-token';
  readonly #signer: Signer;
  #known: { identity: Identity; until: number } | undefined;

  private constructor(client: S3Client, bucket: string, request: SdkRequest, call: Call, signer: Signer) {
    const { method, path, query, headers } = request;
    this.origin = originOf(request);
    this.#client = client;
    this.#bucket = bucket;
    this.#method = method;
    this.#root = path.slice(0, path.length - encodeKey(call).length);
    this.#query = query;
    this.#headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !PASSING.has(name)));
    this.#queryNames = Object.keys({ ...query, ...call.query }).sort();
    this.#tokenHeader = headers['x-amz-s3session-token'] ? 'x-amz-s3session-token' : 'x-amz-security-token';
    this.#headerNames = signedNames({ ...this.#headers, 'x-amz-date': '', [this.#tokenHeader]: '' });
    this.#signer = signer;
  }

  /**
   * The route that a request of the SDK takes. Undefined where the same request made here would not bear the same
   * signature: the SDK then does what is not known here, as for a multi-region access point.
   */
  static async of(client: S3Client, bucket: string, request: SdkRequest, call: Call): Promise<Route | undefined> {
    const { authorization = '', ...headers } = request.headers;
    const [, region, service] = SCOPE.exec(authorization) ?? [];
    if (!region || !service || !request.path.endsWith(encodeKey(call))) return undefined;
    const signer = new Signer(region, service);
    const route = new Route(client, bucket, request, call, signer);
    const ours = route.#unsigned(call, { ...headers, ...call.headers });
    const isSame = signer.sign(ours, signedNames(headers), await route.#identity()) === authorization;
    return isSame ? route : undefined;
  }

  /** The request with its signature; a promise only while credentials are asked for. */
  sign(call: Call): Signable | Promise<Signable> {
    if (this.#known && performance.now() <= this.#known.until) return this.#signWith(this.#known.identity, call);
    return this.#identity().then((identity) => {
      this.#known = { identity, until: performance.now() + ASK_AGAIN_AFTER_MS };
      return this.#signWith(identity, call);
    });
  }

  #signWith(identity: Identity, call: Call): Signable {
    const headers = { ...this.#headers, ...call.headers };
    headers['x-amz-date'] = asAmzDate(Date.now() + this.#client.config.systemClockOffset);
    if (identity.sessionToken) headers[this.#tokenHeader] = identity.sessionToken;
    const request = this.#unsigned(call, headers);
    headers.authorization = this.#signer.sign(request, this.#headerNames, identity);
    return request;
  }

  #unsigned(call: Call, headers: Record<string, string>): Signable {
    return { method: this.#method, path: this.#root + encodeKey(call), query: this.#encodeQuery(call), headers };
  }

  #encodeQuery(call: Call): string {
    let query = '';
    for (const name of this.#queryNames) {
      const value = name in call.query ? call.query[name] : this.#query[name];
      if (value !== undefined) query += `${query && '&'}${encodeUri(name)}=${encodeUri(value)}`;
    }
    return query;
  }

  async #identity(): Promise<Identity> {
    const { credentials, s3ExpressIdentityProvider } = this.#client.config;
    const identity = await credentials();
    if (this.#tokenHeader === 'x-amz-security-token') return identity;
    return s3ExpressIdentityProvider.getS3ExpressIdentity(identity, { Bucket: this.#bucket });
  }
}

function signedNames(headers: Record<string, string>): string[] {
  return Object.keys(headers)
    .filter((name) => !UNSIGNED.has(name))
    .sort();
}

function encodeKey({ key = '' }: Call): string {
  return encodeUri(key).replaceAll('%2F', '/');
}
