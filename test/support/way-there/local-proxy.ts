import { createServer, request as forward, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy of this machine. Whatever host it is asked for, it leads to one port of this machine. */
export class LocalProxy {
  /** `CONNECT s3.test:443`, `GET http://s3.test/photos`. */
  readonly asked: string[] = [];
  readonly passwords: Array<string | undefined> = [];
  /** Answers with it instead of leading anywhere. */
  refuses: number | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  readonly #to: number;

  private constructor(to: number) {
    this.#to = to;
    this.#server = createServer((request, response) => {
      this.#note(`${request.method} ${request.url}`, request.headers['proxy-authorization']);
      if (this.refuses) return void response.writeHead(this.refuses).end('the proxy says no');
      const { pathname, search } = new URL(request.url ?? '');
      const { method, headers } = request;
      const onward = forward({ port: this.#to, method, path: pathname + search, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
    this.#server.on('connect', (request, socket: Socket) => {
      this.#note(`CONNECT ${request.url}`, request.headers['proxy-authorization']);
      if (this.refuses) return void socket.end(`HTTP/1.1 ${this.refuses} No\r\ncontent-length: 0\r\n\r\n`);
      const onward = connect(this.#to, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      this.#sockets.add(onward);
      for (const end of [socket, onward]) end.on('error', () => {});
    });
  }

  static async to(port: number): Promise<LocalProxy> {
    const proxy = new LocalProxy(port);
    await new Promise<void>((listening) => proxy.#server.listen(0, '127.0.0.1', listening));
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }

  #note(asked: string, password: string | undefined): void {
    this.asked.push(asked);
    this.passwords.push(password);
  }
}
