import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Crew } from './crew.ts';
import { mergeExpositions } from './exposition.ts';
import { WorkerOptionInvalid } from './option-invalid.ts';

/** By default, Prometheus waits 10 s. So a process that is too busy to answer is left out, and the others are seen. */
const ANSWERS_WITHIN_MS = 5_000;

export interface Endpoint {
  url: string;
  close(): Promise<void>;
}

/** Serves /metrics, /healthz and /readyz of a worker. Fails with WorkerOptionInvalid where it cannot listen. */
export async function openEndpoint(host: string, port: number, crew: Crew): Promise<Endpoint> {
  const server = createServer(answering(crew)).listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new WorkerOptionInvalid(`--metrics-port ${port} on ${host} cannot be had (${(cause as Error).message})`);
  }
  const { address, port: taken, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answering(crew: Crew): RequestListener {
  return async ({ url = '', method }, response) => {
    if (method !== 'GET' && method !== 'HEAD') return answer(response, 405, 'GET only\n');
    const [path] = url.split('?');
    if (path === '/metrics') return answer(response, 200, await metricsOf(crew));
    if (path === '/healthz') return answer(response, 200, 'alive\n');
    if (path === '/readyz') return answer(response, crew.isReady ? 200 : 503, crew.isReady ? 'ready\n' : 'not ready\n');
    answer(response, 404, '/metrics, /healthz, /readyz\n');
  };
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body);
}

async function metricsOf(crew: Crew): Promise<string> {
  const fetched = await Promise.all(
    Array.from(crew.metrics, async ([number, url]) => [number, await get(url)] as const),
  );
  const expositions = new Map(fetched.flatMap(([number, text]) => (text === undefined ? [] : [[number, text]])));
  return `${pollingOf(crew)}\n${mergeExpositions(expositions)}`;
}

/** Undefined where nobody answers, as when the process ends. */
async function get(url: string): Promise<string | undefined> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) })).text();
  } catch {
    return undefined;
  }
}

function pollingOf(crew: Crew): string {
  const name = 's3_cleanup_worker_polling';
  const samples = Array.from({ length: crew.size }, (_, index) => index + 1).map(
    (number) => `${name}{process="${number}"} ${crew.isPolling(number) ? 1 : 0}`,
  );
  return [`# HELP ${name} Whether the process polls its task queue`, `# TYPE ${name} gauge`, ...samples, ''].join('\n');
}
