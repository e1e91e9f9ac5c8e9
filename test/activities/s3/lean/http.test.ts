import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LeanHttp } from '../../../../activities/s3/lean/http.ts';
import { Way } from '../../../../activities/s3/network/way.ts';
import { eventually } from '../../../support/poll.ts';

const PATIENCE = { connectionTimeout: 60_000, requestTimeout: 60_000, socketTimeout: 60_000 };
const REQUEST = { method: 'GET', path: '/', query: 'uploads=', headers: {} };

describe('connections that are kept open', () => {
  const servers: Server[] = [];
  const http = new LeanHttp(new Way({}, {}), PATIENCE);
  let open = 0;
  let opened = 0;
  afterEach(() => {
    http.close();
    for (const server of servers) server.close();
  });

  /** As a bucket of AWS has one of its own. */
  async function origin(): Promise<string> {
    const server = createServer({ keepAliveTimeout: 600_000 }, (_, response) => response.end('uploads'));
    server.on('connection', (socket) => {
      open += 1;
      opened += 1;
      socket.once('close', () => {
        open -= 1;
      });
    });
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('are those to the 64 origins used last; a request that waits is still answered', async () => {
    const origins = await Promise.all(Array.from({ length: 100 }, origin));

    const answers = await Promise.all(origins.map((each) => http.send(each, REQUEST, new AbortController().signal)));

    expect(answers.every(({ status, body }) => status === 200 && body === 'uploads')).toBe(true);
    await eventually(() => open <= 64);
  });

  it('are as many as there are requests at once, however many follow each other', async () => {
    const [only, before] = [await origin(), opened];
    const lane = async () => {
      for (let request = 0; request < 20; request += 1) await http.send(only, REQUEST, new AbortController().signal);
    };

    await Promise.all(Array.from({ length: 5 }, lane));

    expect(opened - before).toBe(5);
  });
});
