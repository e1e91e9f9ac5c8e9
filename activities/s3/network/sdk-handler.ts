import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { HttpsProxyAgent } from 'https-proxy-agent';
import { originOf } from './origin.ts';
import { ProxyRefused } from './proxy-refused.ts';
import type { Way } from './way.ts';

type Request = Parameters<NodeHttpHandler['handle']>[0];
type HandlerOptions = Parameters<NodeHttpHandler['handle']>[1];

/** Sends the requests of the SDK on their way: directly, or through the proxy that there is for their host. */
export class SdkHandler extends NodeHttpHandler {
  readonly #way: Way;
  readonly #options: NodeHttpHandlerOptions;
  readonly #byProxy = new Map<string, Promise<NodeHttpHandler>>();

  constructor(way: Way, options: NodeHttpHandlerOptions) {
    super(options);
    this.#way = way;
    this.#options = options;
  }

  override async handle(request: Request, options?: HandlerOptions): ReturnType<NodeHttpHandler['handle']> {
    const proxy = this.#way.proxyFor(originOf(request));
    if (!proxy) return await super.handle(request, options);
    return await (await this.#through(proxy.url)).handle(request, options);
  }

  override destroy(): void {
    super.destroy();
    for (const opened of this.#byProxy.values()) {
      opened.then(
        (handler) => handler.destroy(),
        () => {},
      );
    }
  }

  #through(proxy: string): Promise<NodeHttpHandler> {
    const handler = this.#byProxy.get(proxy) ?? this.#open(proxy);
    this.#byProxy.set(proxy, handler);
    return handler;
  }

  /** Most workers have no proxy, and load nothing for it. */
  async #open(proxy: string): Promise<NodeHttpHandler> {
    const { HttpProxyAgent } = await import('http-proxy-agent');
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    const { ca } = this.#way;
    const { httpAgent: _, httpsAgent: __, ...options } = this.#options;
    return new NodeHttpHandler({
      ...options,
      httpAgent: new HttpProxyAgent(proxy, AGENT),
      httpsAgent: asTunnel(new HttpsProxyAgent(proxy, ca ? { ...AGENT, ca: ca as string[] } : AGENT), ca),
    });
  }
}

function asTunnel(agent: HttpsProxyAgent<string>, ca: Way['ca']): HttpsProxyAgent<string> {
  // Node takes from there what TLS to S3 needs. What the agent was given is for TLS to the proxy. Without the other, no tunnel is used again.
  Object.assign(agent.options, { ca, secureEndpoint: true });
  // Else the answer of the proxy would be read as that of S3.
  agent.on('proxyConnect', ({ statusCode }, request) => {
    if (statusCode !== 200) request.destroy(new ProxyRefused(statusCode));
  });
  return agent;
}

const AGENT = { keepAlive: true, maxSockets: 1_024 };
