import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Target } from '../../../../activities/contract.ts';
import { createGateway } from '../../../../activities/s3/create-gateway.ts';
import { S3Failure } from '../../../../activities/s3/failures.ts';
import type { S3Gateway } from '../../../../activities/s3/gateway.ts';
import type { S3ConnectionConfig } from '../../../../activities/s3/sdk/client.ts';

const target: Target = { connection: 'default', bucket: 'photos' };
const { signal } = new AbortController();
const KEYS = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

describe('a store that does not know its buckets by the names of hosts', () => {
  let server: Server;
  let port: number;
  let answer: { status: number; body: string };
  beforeAll(async () => {
    server = createServer((_, response) => response.writeHead(answer.status).end(answer.body)).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    jest.spyOn(dns, 'lookup').mockImplementation(resolveStores as never);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    for (const gateway of gateways.splice(0)) gateway.close();
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const gateways: S3Gateway[] = [];
  function at(config: Partial<S3ConnectionConfig>): S3Gateway {
    const gateway = createGateway({ ...KEYS, ...config });
    gateways.push(gateway);
    return gateway;
  }
  const failureOf = async (request: Promise<unknown>): Promise<S3Failure> => {
    const error = await request.catch((reason: unknown) => reason);
    if (error instanceof S3Failure) return error;
    throw new Error(`no S3Failure but ${String(error)}`);
  };

  it.each([true, false])('has no such host: the failure names it, and the flag (lean: %s)', async (lean) => {
    const gateway = at({ endpoint: 'http://nowhere:9000', lean });

    const failures = await Promise.all([
      failureOf(gateway.listUploads({ target, maxUploads: 1 }, signal)),
      failureOf(gateway.buckets?.headBucket(target, signal) ?? Promise.resolve()),
    ]);

    for (const { message, type } of failures) {
      expect(type).toBe('S3Unavailable');
      expect(message).toContain('photos.nowhere');
      expect(message).toContain('--force-path-style');
      expect(message).toContain('"forcePathStyle": true');
    }
  });

  it('is not advised where the bucket is in the path already', async () => {
    const gateway = at({ endpoint: 'http://nowhere:9000', forcePathStyle: true });

    expect((await failureOf(gateway.listUploads({ target, maxUploads: 1 }, signal))).message).not.toContain(
      'path-style',
    );
  });

  it.each([
    ['404 NoSuchBucket', true, 404, '<Error><Code>NoSuchBucket</Code></Error>'],
    ['404 NoSuchBucket', false, 404, '<Error><Code>NoSuchBucket</Code></Error>'],
    ['a 400 that is no XML', true, 400, 'Bad Request'],
    ['a 400 that is no XML', false, 400, 'Bad Request'],
    ['405 MethodNotAllowed', true, 405, '<Error><Code>MethodNotAllowed</Code></Error>'],
    ['405 MethodNotAllowed', false, 405, '<Error><Code>MethodNotAllowed</Code></Error>'],
    ['a list of all buckets', true, 200, '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>'],
  ])('answers for each of them with %s: the failure names the flag (lean: %s)', async (_, lean, status, body) => {
    answer = { status, body };
    const gateway = at({ endpoint: `http://store:${port}`, lean });

    const failure = await failureOf(gateway.listUploads({ target, maxUploads: 1 }, signal));

    expect(failure.status ?? 200).toBe(status);
    expect(failure.message).toContain('photos.store');
    expect(failure.message).toContain('--force-path-style');
  });
});

type Resolved = (error: NodeJS.ErrnoException | null, addresses?: Array<{ address: string; family: number }>) => void;

/** A resolver that knows every host in `.store`, and no other. */
function resolveStores(hostname: string, _options: object, callback: Resolved): void {
  if (hostname === 'store' || hostname.endsWith('.store')) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', hostname }));
}
