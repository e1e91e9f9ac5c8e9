import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../../../activities/s3/create-gateway.ts';
import type { S3Gateway } from '../../../../activities/s3/gateway.ts';
import type { S3ConnectionConfig } from '../../../../activities/s3/sdk/client.ts';
import { withEnvironment } from '../../../support/environment.ts';
import { LocalProxy } from '../../../support/way-there/local-proxy.ts';
import { EMPTY_LISTING, LocalServer } from '../../../support/way-there/local-server.ts';
import { target } from '../../support/fake-gateway.ts';

const { signal } = new AbortController();
const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const NOWHERE = { AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };

describe.each([true, false])('an endpoint (lean: %s)', (lean) => {
  let s3: LocalServer;
  let proxy: LocalProxy;
  let folder: string;
  let gateway: S3Gateway | undefined;
  let restore = () => {};

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'endpoints-'));
    s3 = await LocalServer.start(() => ({ body: EMPTY_LISTING }));
    proxy = await LocalProxy.to(s3.port);
  });
  afterEach(async () => {
    restore();
    gateway?.close();
    await Promise.all([s3.stop(), proxy.stop(), rm(folder, { recursive: true })]);
  });

  function worker(env: Record<string, string>, connection: S3ConnectionConfig = {}): void {
    restore = withEnvironment({ ...NOWHERE, ...KEYS, ...env });
    gateway = createGateway({ region: 'us-east-1', lean, ...connection });
  }

  const list = () => gateway?.listUploads({ target, maxUploads: 1 }, signal);

  it('may have a path', async () => {
    worker({}, { endpoint: `${s3.url}/storage/s3/`, forcePathStyle: true });
    await list();
    expect(s3.asked.at(-1)?.url).toMatch(/^\/storage\/s3\/photos\/?\?/);
  });

  it.each(['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'])('may come from %s', async (name) => {
    worker({ [name]: s3.url }, { forcePathStyle: true });
    await list();
    expect(s3.asked).toHaveLength(1);
  });

  it('may come from the services of the AWS config', async () => {
    const config = join(folder, 'config');
    await writeFile(config, `[profile own]\nservices = own\n\n[services own]\ns3 =\n  endpoint_url = ${s3.url}\n`);
    worker(
      { AWS_CONFIG_FILE: config },
      { profile: 'own', forcePathStyle: true, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    );
    await list();
    expect(s3.asked).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, S3ConnectionConfig, string]>([
    ['FIPS', {}, { useFipsEndpoint: true }, 'photos.s3-fips.us-east-1.amazonaws.com:443'],
    ['FIPS by the environment', { AWS_USE_FIPS_ENDPOINT: 'true' }, {}, 'photos.s3-fips.us-east-1.amazonaws.com:443'],
    ['dual stack', {}, { useDualstackEndpoint: true }, 'photos.s3.dualstack.us-east-1.amazonaws.com:443'],
    ['China', {}, { region: 'cn-north-1' }, 'photos.s3.cn-north-1.amazonaws.com.cn:443'],
    ['Europe of its own', {}, { region: 'eusc-de-east-1' }, 'photos.s3.eusc-de-east-1.amazonaws.eu:443'],
  ])('is that of %s', async (_, env, connection, host) => {
    proxy.refuses = 502;
    worker({ HTTPS_PROXY: `http://${proxy.address}`, ...env }, connection);
    await expect(list()).rejects.toMatchObject({ type: 'S3Unavailable' });
    expect(proxy.asked[0]).toBe(`CONNECT ${host}`);
  });

  it("says which setting to change where FIPS and an endpoint of one's own exclude each other", async () => {
    worker({}, { endpoint: 'https://s3.test', useFipsEndpoint: true });
    await expect(list()).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringMatching(/useFipsEndpoint.*endpoint/),
    });
  });

  it('may be an IPv6 address', async () => {
    const server: Server = createServer((_, response) => response.end(EMPTY_LISTING));
    const listens = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(0, '::1', () => resolve(true));
    });
    // Some machines have no IPv6.
    if (!listens) return;
    const { port } = server.address() as AddressInfo;
    worker({ HTTP_PROXY: `http://${proxy.address}` }, { endpoint: `http://[::1]:${port}`, forcePathStyle: true });
    expect(await list()).toEqual({ uploads: [] });
    expect(proxy.asked).toEqual([]);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
});
