import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { originOf } from './origin.ts';
import { ProxyRefused } from './proxy-refused.ts';
import type { Way } from './way.ts';

type Request = Parameters<NodeHttpHandler['handle']>[0];
type HandlerOptions = Parameters<NodeHttpHandler['handle']>[1];

/** Sends the requests of the SDK on their way: directly, or through the proxy that there is for their host. */
export class SdkHandler extends NodeHttpHandler {
  readonly #way: Way;
  readonly #options: NodeHttpHandlerOptions;
  readonly #byProxy = new Map<string, NodeHttpHandler>();

  constructor(way: Way, options: NodeHttpHandlerOptions) {
    super(options);
    this.#way = way;
    this.#options = options;
  }

  override async handle(request: Request, options?: HandlerOptions): ReturnType<NodeHttpHandler['handle']> {
    const proxy = this.#way.proxyFor(originOf(request));
    return proxy ? await this.#through(proxy.url).handle(request, options) : await super.handle(request, options);
  }

  override destroy(): void {
    super.destroy();
    for (const handler of this.#byProxy.values()) handler.destroy();
  }

  #through(proxy: string): NodeHttpHandler {
    const known = this.#byProxy.get(proxy);
    if (known) return known;
    const { httpAgent: _, httpsAgent: __, ...options } = this.#options;
    const handler = new NodeHttpHandler({
      ...options,
      httpAgent: new HttpProxyAgent(proxy, AGENT),
      httpsAgent: this.#tunnel(proxy),
    });
    this.#byProxy.set(proxy, handler);
    return handler;
  }

  #tunnel(proxy: string): HttpsProxyAgent<string> {
    const { ca } = this.#way;
    const tunnel = new HttpsProxyAgent(proxy, ca ? { ...AGENT, ca: ca as string[] } : AGENT);
    // Node takes from there what TLS to S3 needs. What the agent is given is for TLS to the proxy.
    Object.assign(tunnel.options, { ca, secureEndpoint: true });
    // Else the answer of the proxy would be read as that of S3.
    tunnel.on('proxyConnect', ({ statusCode }, request) => {
      if (statusCode !== 200) request.destroy(new ProxyRefused(statusCode));
    });
    return tunnel;
  }
}

const AGENT = { keepAlive: true, maxSockets: 1_024 };
