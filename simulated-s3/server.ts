import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { errorReply } from './reply.ts';
import { writeReply } from './write-reply.ts';

export type Answer = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An HTTP server on 127.0.0.1 whose port outlives an outage. */
export class LoopbackServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  port = 0;

  constructor(answer: Answer) {
    this.#server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (message, response) => {
      answer(message, response).catch((error: unknown) => fail(message, response, error));
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Port 0 takes a free one. */
  async listen(port: number): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** Resets every connection and refuses new ones. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }
}

/** A request broken off by its client is nobody's error; anything else is ours, and is shown. */
function fail(message: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (message.destroyed || response.headersSent) response.destroy();
  else writeReply(response, errorReply(500, 'InternalError', error instanceof Error ? `${error.stack}` : `${error}`));
}
