import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Reply {
  status?: number;
  body: string;
  headers?: Record<string, string>;
}

export type Respond = (request: IncomingMessage, body: string) => Reply;

/** A server of this machine that answers as it is told, and remembers what it was asked. */
export class LocalServer {
  readonly asked: Array<{ url: string; headers: IncomingMessage['headers']; body: string }> = [];
  respond: Respond;
  readonly #server: Server;

  private constructor(respond: Respond, tls?: ServerOptions) {
    this.respond = respond;
    const listener: RequestListener = async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.asked.push({ url: request.url ?? '', headers: request.headers, body });
      const reply = this.respond(request, body);
      response.writeHead(reply.status ?? 200, reply.headers).end(request.method === 'HEAD' ? undefined : reply.body);
    };
    this.#server = tls ? createTlsServer(tls, listener) : createServer(listener);
  }

  /** With `tls`, it speaks TLS alone. */
  static async start(respond: Respond, tls?: ServerOptions): Promise<LocalServer> {
    const server = new LocalServer(respond, tls);
    await new Promise<void>((listening) => server.#server.listen(0, '127.0.0.1', listening));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

export const EMPTY_LISTING =
  '<ListMultipartUploadsResult><Bucket>photos</Bucket><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>';
