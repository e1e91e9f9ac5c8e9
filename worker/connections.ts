import { createGateway, type S3ConnectionConfig, type S3Gateway, unknownConnection } from '../activities/index.ts';

/** S3 connections by name. A ready gateway may take the place of a configuration. */
export type S3Connections = Record<string, S3ConnectionConfig | S3Gateway>;

/** One gateway for each connection. It is made at its first use, and all activities of a worker share it. */
export class Gateways {
  readonly #connections: S3Connections;
  readonly #observe: (gateway: S3Gateway) => S3Gateway;
  readonly #open = new Map<string, S3Gateway>();

  /** `observe` wraps each gateway. */
  constructor(connections: S3Connections, observe = (gateway: S3Gateway) => gateway) {
    this.#connections = connections;
    this.#observe = observe;
  }

  /** Fails with UnknownConnection, and names those that are known. */
  readonly get = (name: string): S3Gateway => {
    const config = Object.hasOwn(this.#connections, name) ? this.#connections[name] : undefined;
    if (!config) throw unknownConnection(name, Object.keys(this.#connections));
    const gateway = this.#open.get(name) ?? this.#observe(isGateway(config) ? config : createGateway(config));
    this.#open.set(name, gateway);
    return gateway;
  };

  /** Closes every socket. A later `get` opens anew. */
  close(): void {
    for (const gateway of this.#open.values()) gateway.close();
    this.#open.clear();
  }
}

function isGateway(config: S3ConnectionConfig | S3Gateway): config is S3Gateway {
  return 'listParts' in config;
}
