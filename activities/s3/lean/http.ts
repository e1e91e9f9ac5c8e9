import type { Dispatcher } from 'undici';
import { decompressed } from '../content-encoding.ts';
import { dispatcherFor, type Timeouts } from '../network/lean-dispatcher.ts';
import { readProxyError } from '../network/proxy-refused.ts';
import type { Way } from '../network/way.ts';
import { Recent } from '../recent.ts';
import type { Signable } from './sigv4.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A bucket of AWS is an origin. A pool has sockets, and outlives them. */
const POOLS = 64;

/** Requests without a body over connections that are kept open, one pool for each origin. */
export class LeanHttp {
  readonly #way: Way;
  readonly #timeouts: Timeouts;
  /** One that is let go answers what it was asked before. */
  readonly #pools = new Recent<Dispatcher>(POOLS, (pool) => pool.close().catch(() => {}));

  constructor(way: Way, timeouts: Timeouts) {
    this.#way = way;
    this.#timeouts = timeouts;
  }

  /** Rejects with the signal's reason, or with what went wrong on the way. */
  send(origin: string, { method, path, query, headers }: Signable, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(resolve, reject, signal);
      const request = {
        method: method as Dispatcher.HttpMethod,
        path: query ? `${path}?${query}` : path,
        headers,
        origin,
      };
      this.#poolOf(origin).dispatch(request, exchange);
    });
  }

  close(): void {
    for (const pool of this.#pools.clear()) pool.destroy().catch(() => {});
  }

  #poolOf(origin: string): Dispatcher {
    const known = this.#pools.get(origin);
    if (known) return known;
    const pool = dispatcherFor(origin, this.#way, this.#timeouts);
    this.#pools.set(origin, pool);
    return pool;
  }
}

/** One request and its answer. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #signal: AbortSignal;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Answer['headers'] = {};

  constructor(resolve: (answer: Answer) => void, reject: (reason: unknown) => void, signal: AbortSignal) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) this.#abort();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    try {
      const answer = { status: this.#status, headers: this.#headers, body: this.#body() };
      // undici uses a connection again in the next turn of the event loop. Who asks before that opens another one.
      queueMicrotask(() => setImmediate(this.#resolve, answer));
    } catch (error) {
      this.#reject(error);
    }
  }

  onResponseError(_: unknown, error: Error): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#reject(readProxyError(error));
  }

  #body(): string {
    if (this.#chunks.length === 0) return '';
    const bytes = Buffer.concat(this.#chunks);
    const encoding = this.#headers['content-encoding'];
    return (encoding ? Buffer.from(decompressed(bytes, String(encoding))) : bytes).toString();
  }

  /** At once, although the request may still wait for its connection. */
  readonly #abort = (): void => {
    this.#reject(this.#signal.reason);
    this.#controller?.abort(this.#signal.reason);
  };
}
