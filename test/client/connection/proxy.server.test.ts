import { NativeConnection } from '@temporalio/worker';
import { connect, TemporalUnreachable } from '../../../client/index.ts';
import { throughProxy } from '../../../worker/temporal-proxy.ts';
import { withEnvironment } from '../../support/environment.ts';
import { openTestNamespace, type TestTemporal } from '../../support/temporal.ts';
import { LocalProxy } from '../../support/way-there/local-proxy.ts';

describe('Temporal behind a proxy', () => {
  let temporal: TestTemporal;
  let proxy: LocalProxy;
  let restore: () => void;
  beforeAll(async () => {
    temporal = await openTestNamespace();
  });
  beforeEach(async () => {
    proxy = await LocalProxy.to(Number(temporal.address.split(':').at(-1)));
    restore = withEnvironment({ HTTPS_PROXY: `http://me:secret@${proxy.address}` });
  });
  afterEach(async () => {
    restore();
    await proxy.stop();
  });
  afterAll(() => temporal.stop());

  const at = (address: string) => ({ connection: { address }, namespace: temporal.namespace });

  it('is reached through it by a client', async () => {
    const client = await connect(at('temporal.test:7233'));
    await client.connection.close();

    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT temporal.test:7233']));
    expect(proxy.passwords[0]).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
  });

  it('is reached through it by a worker', async () => {
    const connection = await NativeConnection.connect(throughProxy({ address: 'temporal.test:7233' }));
    await connection.close();

    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT temporal.test:7233']));
  });

  it('is reached without it on this machine, by both', async () => {
    process.env.https_proxy = process.env.grpc_proxy = `http://${proxy.address}`;

    const client = await connect(at(temporal.address));
    await client.connection.close();
    const connection = await NativeConnection.connect(throughProxy({ address: temporal.address }));
    await connection.close();

    expect(proxy.asked).toEqual([]);
  });

  it('is told with the proxy, and without its password, where it cannot be reached', async () => {
    proxy.refuses = 403;

    const failure = await connect(at('temporal.test:7233')).catch((error) => error);

    expect(failure).toBeInstanceOf(TemporalUnreachable);
    expect(failure.message).toContain(`${proxy.address} (HTTPS_PROXY`);
    expect(failure.message).not.toContain('secret');
  });

  it.each<[string, object]>([
    ['TLS', { tls: true }],
    ['an API key, which brings TLS', { apiKey: 'key' }],
  ])('that speaks no TLS is told so where it is asked with %s', async (_, options) => {
    const failure = await connect({
      connection: { address: temporal.address, ...options },
      namespace: 'default',
    }).catch((error) => error);

    expect(failure).toBeInstanceOf(TemporalUnreachable);
    expect(failure.message).toMatch(/TLS|SSL/);
  });
});
