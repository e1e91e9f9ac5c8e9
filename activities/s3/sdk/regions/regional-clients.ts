import type { S3Client } from '@aws-sdk/client-s3';
import type { S3ConnectionConfig } from '../../connection-config.ts';

/** Overrides of the configuration of a connection. The types of the SDK do not know `ignoreCache`, but it is handed on. */
export interface Overrides extends Pick<S3ConnectionConfig, 'region'> {
  /** Files are read again (@smithy/core, readFile). */
  ignoreCache?: true;
}

/** Of no region that S3 told: the client goes by the configuration. */
const CONFIGURED = '';

/**
 * The SDK's clients of a connection: one for each region in which it has buckets. Where a bucket is, is learnt once and kept for as long
 * as the connection.
 */
export class RegionalClients {
  readonly #create: (overrides: Overrides) => S3Client;
  readonly #regions = new Map<string, string>();
  readonly #clients = new Map<string, S3Client>();
  readonly #regionOf = new WeakMap<S3Client, string>();

  constructor(create: (overrides: Overrides) => S3Client) {
    this.#create = create;
    this.#open(CONFIGURED, {});
  }

  /** For one request: the next one may have another. */
  of(bucket: string): S3Client {
    const region = this.#regions.get(bucket) ?? CONFIGURED;
    return this.#clients.get(region) ?? this.#open(region, { region });
  }

  /** Of a client that has made a request. */
  regionOf(client: S3Client): string | undefined {
    return this.#regionOf.get(client);
  }

  /** Remembers where a bucket is. False where that is no region, or known to this client, which was refused. */
  learn(bucket: string, region: string, refused?: S3Client): boolean {
    if (!REGION.test(region) || (refused && this.regionOf(refused) === region)) return false;
    const isConfigured = this.regionOf(this.of('')) === region;
    if (isConfigured) this.#regions.delete(bucket);
    else this.#regions.set(bucket, region);
    return true;
  }

  /** A client resolves credentials without an expiry only once, and it keeps its sessions. A new one begins afresh. */
  renew(failed: S3Client): void {
    for (const [region, client] of this.#clients) {
      if (client === failed) this.#open(region, { ...(region !== CONFIGURED && { region }), ignoreCache: true });
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  #open(region: string, overrides: Overrides): S3Client {
    const client = this.#create(overrides);
    this.#clients.set(region, client);
    // The SDK asks for it before it makes a request, so it is known by the time of an answer.
    client.config.region().then(
      (name) => this.#regionOf.set(client, name),
      () => {},
    );
    return client;
  }
}

/** It becomes part of the name of a host. */
const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
