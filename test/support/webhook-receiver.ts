import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobEvent } from '../../activities/notify/contract.ts';

export interface Delivery {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  event: JobEvent;
}

/** Somebody who is told how jobs end, on a port of this machine. */
export interface WebhookReceiver {
  url: string;
  deliveries: Delivery[];
  /** Answers instead of 204, once each. */
  answers: number[];
  close(): Promise<void>;
}

export async function webhookReceiver(): Promise<WebhookReceiver> {
  const deliveries: Delivery[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    deliveries.push({ path: request.url ?? '', headers: request.headers, body, event: JSON.parse(body) });
    response.writeHead(answers.shift() ?? 204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/s3?token=in-the-url`,
    deliveries,
    answers,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
