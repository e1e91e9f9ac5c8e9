import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../../../activities/s3/create-gateway.ts';
import type { S3Failure } from '../../../../activities/s3/failures.ts';
import type { S3Gateway } from '../../../../activities/s3/gateway.ts';
import type { S3ConnectionConfig } from '../../../../activities/s3/sdk/client.ts';
import { withEnvironment } from '../../../support/environment.ts';
import { makeCertificates } from '../../../support/way-there/certificates.ts';
import { LocalProxy } from '../../../support/way-there/local-proxy.ts';
import { EMPTY_LISTING, LocalServer } from '../../../support/way-there/local-server.ts';
import { target } from '../../support/fake-gateway.ts';

const { signal } = new AbortController();

/** Both ways to S3. */
describe.each([true, false])('the network (lean: %s)', (lean) => {
  let folder: string;
  let caFile: string;
  let plain: LocalServer;
  let tls: LocalServer;
  let proxy: LocalProxy;
  let tunnel: LocalProxy;
  let gateway: S3Gateway | undefined;
  let restore = () => {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'network-'));
    const { caFile: file, ...certificate } = makeCertificates(folder, ['s3.test', 'localhost']);
    caFile = file;
    const respond = () => ({ body: EMPTY_LISTING });
    plain = await LocalServer.start(respond);
    tls = await LocalServer.start(respond, certificate);
  });
  beforeEach(async () => {
    proxy = await LocalProxy.to(plain.port);
    tunnel = await LocalProxy.to(tls.port);
    for (const server of [plain, tls]) server.asked.length = 0;
  });
  afterEach(async () => {
    restore();
    gateway?.close();
    await Promise.all([proxy.stop(), tunnel.stop()]);
  });
  afterAll(async () => {
    await Promise.all([plain.stop(), tls.stop(), rm(folder, { recursive: true })]);
  });

  function worker(env: Record<string, string>, connection: S3ConnectionConfig): void {
    const nowhere = { AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
    restore = withEnvironment({ ...nowhere, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', ...env });
    gateway = createGateway({ region: 'us-east-1', forcePathStyle: true, lean, ...connection });
  }

  const list = () => gateway?.listUploads({ target, maxUploads: 1 }, signal);
  const failure = async () => (await list()?.catch((error) => error)) as S3Failure;

  it.each(['HTTPS_PROXY', 'https_proxy'])('leads through the tunnel of %s', async (name) => {
    worker({ [name]: `http://${tunnel.address}` }, { endpoint: 'https://s3.test', caFile });
    for (let n = 0; n < 6; n += 1) await list();
    expect(new Set(tunnel.asked)).toEqual(new Set(['CONNECT s3.test:443']));
    // Tunnels are kept open.
    expect(tunnel.asked.length).toBeLessThan(4);
    expect(tls.asked).toHaveLength(6);
  });

  it.each(['HTTP_PROXY', 'http_proxy'])(
    'leads through %s without a tunnel where the endpoint has no TLS',
    async (name) => {
      worker({ [name]: `http://${proxy.address}` }, { endpoint: 'http://s3.test:8080' });
      await list();
      expect(proxy.asked).toEqual([expect.stringMatching(/^GET http:\/\/s3\.test:8080\/photos\/?\?/)]);
      expect(plain.asked).toHaveLength(1);
    },
  );

  it('leads through the proxy of a connection, with its password', async () => {
    worker({ NO_PROXY: '*' }, { endpoint: 'https://s3.test', caFile, proxy: `http://me:p%40ss@${tunnel.address}` });
    await list();
    expect(tunnel.passwords).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('never leads through a proxy to this machine', async () => {
    const HTTP_PROXY = `http://${proxy.address}`;
    worker({ HTTP_PROXY, HTTPS_PROXY: HTTP_PROXY }, { endpoint: plain.url, proxy: HTTP_PROXY });
    await list();
    expect(proxy.asked).toEqual([]);
  });

  it('leads past the proxy to a host of NO_PROXY', async () => {
    worker(
      { HTTPS_PROXY: `http://${tunnel.address}`, NO_PROXY: '.test' },
      { endpoint: 'https://nowhere.test', caFile },
    );
    await expect(list()).rejects.toMatchObject({
      type: 'S3Unavailable',
      message: expect.stringContaining('nowhere.test'),
    });
    expect(tunnel.asked).toEqual([]);
  });

  it.each<[string, () => Record<string, string>]>([
    ['AWS_CA_BUNDLE', () => ({ AWS_CA_BUNDLE: caFile })],
    ['ca_bundle of the AWS config', () => ({ AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'corp' })],
  ])('trusts the authorities of %s', async (_, env) => {
    await writeFile(join(folder, 'config'), `[profile corp]\nregion = us-east-1\nca_bundle = ${caFile}\n`);
    worker({ ...env(), HTTPS_PROXY: `http://${tunnel.address}` }, { endpoint: 'https://s3.test', credentials: KEYS });
    await list();
    expect(tls.asked).toHaveLength(1);
  });

  it('trusts the authority of a connection without a proxy, too', async () => {
    worker({}, { endpoint: `https://localhost:${tls.port}`, caFile });
    await list();
    expect(tls.asked).toHaveLength(1);
  });

  it('says of a certificate that is not trusted whose it is, and each setting that helps', async () => {
    worker({ HTTPS_PROXY: `http://${tunnel.address}` }, { endpoint: 'https://s3.test' });
    const { message } = await failure();
    // The SDK takes an error of Node for none of its own where a test runs (asSdkError).
    if (!lean) return;
    for (const word of ['s3.test', '"caFile"', 'AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS']) expect(message).toContain(word);
  });

  it.each<[string, number, string]>([
    ['wants a password', 407, 'user and a password'],
    ['does not let it through', 403, 's3.test'],
  ])('is told apart from S3 where the proxy %s', async (_, status, words) => {
    tunnel.refuses = status;
    worker({ HTTPS_PROXY: `http://me:secret@${tunnel.address}` }, { endpoint: 'https://s3.test', caFile });
    const { message, type } = await failure();
    expect(type).toBe('S3Unavailable');
    for (const word of [words, tunnel.address, 'HTTPS_PROXY']) expect(message).toContain(word);
    expect(message).not.toContain('secret');
  });

  it('names a proxy that is not there', async () => {
    const { address } = tunnel;
    await tunnel.stop();
    worker({ HTTPS_PROXY: `http://${address}` }, { endpoint: 'https://s3.test', caFile });
    expect((await failure()).message).toContain(`${address} (HTTPS_PROXY)`);
    tunnel = await LocalProxy.to(tls.port);
  });

  it('names the setting of a proxy of another kind', async () => {
    worker({ HTTPS_PROXY: 'socks5://127.0.0.1:1' }, { endpoint: 'https://s3.test' });
    expect((await failure()).message).toContain('HTTPS_PROXY');
  });

  it('names a file of authorities that is not there', () => {
    expect(() => worker({ AWS_CA_BUNDLE: '/no/such.pem' }, {})).toThrow(/AWS_CA_BUNDLE.*\/no\/such\.pem.*ENOENT/);
  });

  it('names the host that does not answer', async () => {
    const { url, port } = await LocalServer.start(() => ({ body: '' })).then(async (server) => {
      const was = { url: server.url, port: server.port };
      await server.stop();
      return was;
    });
    worker({}, { endpoint: url });
    expect((await failure()).message).toContain(`127.0.0.1:${port}`);
  });
});

const KEYS = { accessKeyId: 'a', secretAccessKey: 'b' };
