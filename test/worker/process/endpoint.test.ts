import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Crew } from '../../../worker/process/crew.ts';
import { type Endpoint, openEndpoint } from '../../../worker/process/endpoint.ts';
import { WorkerOptionInvalid } from '../../../worker/process/option-invalid.ts';

let crew: Crew;
let endpoint: Endpoint;

beforeEach(async () => {
  crew = new Crew(2);
  endpoint = await openEndpoint('127.0.0.1', 0, crew);
});

afterEach(() => endpoint.close());

const get = (path: string, method = 'GET') => fetch(endpoint.url + path, { method });
const statusOf = async (path: string) => (await get(path)).status;

it('is alive from the beginning, and ready when all processes poll', async () => {
  expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);

  crew.joined(1);
  expect(await statusOf('/readyz')).toBe(503);

  crew.joined(2);
  expect(await statusOf('/readyz')).toBe(200);
});

it('is not ready while a process is being replaced', async () => {
  crew.joined(1);
  crew.joined(2);
  crew.left(1);

  expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
});

it('is alive and not ready while it shuts down', async () => {
  crew.joined(1);
  crew.joined(2);
  crew.end();

  expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
});

it('serves the metrics of the processes that answer, and tells which of them poll', async () => {
  const exporter = createServer((_, response) => response.end('# TYPE x gauge\nx 1\n')).listen(0, '127.0.0.1');
  await new Promise((resolve) => exporter.once('listening', resolve));
  crew.joined(1, `http://127.0.0.1:${(exporter.address() as AddressInfo).port}/metrics`);
  crew.joined(2, 'http://127.0.0.1:1/metrics');
  crew.left(2);

  const text = await (await get('/metrics')).text();
  exporter.close();

  expect(text).toContain('x{process="1"} 1');
  expect(text).toContain('s3_cleanup_worker_polling{process="1"} 1');
  expect(text).toContain('s3_cleanup_worker_polling{process="2"} 0');
});

it('knows nothing else, and takes no orders', async () => {
  expect(await statusOf('/')).toBe(404);
  expect((await get('/metrics', 'POST')).status).toBe(405);
});

it('says so where it cannot listen', async () => {
  const { port } = new URL(endpoint.url);

  await expect(openEndpoint('127.0.0.1', Number(port), crew)).rejects.toThrow(WorkerOptionInvalid);
});
