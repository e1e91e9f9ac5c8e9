import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCertificates, makeExpired } from '../support/way-there/certificates.ts';
import { LocalProxy } from '../support/way-there/local-proxy.ts';
import { EMPTY_LISTING, LocalServer } from '../support/way-there/local-server.ts';
import { Person } from './support/person.ts';
import { expectAsTitled } from './support/sentences.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };

/** A profile that is named hides the keys of the environment. */
const IN_PROFILE = 'aws_access_key_id = a\naws_secret_access_key = b\n';

let person: Person;
/** An S3 that speaks plain HTTP, and one whose certificate is of an authority that nobody knows. */
let plain: LocalServer;
let tls: LocalServer;
/** Each leads to one of them, whatever host it is asked for. */
let proxy: LocalProxy;
let tunnel: LocalProxy;
let caFile: string;
let certificate: { key: Buffer; cert: Buffer };

beforeAll(async () => {
  person = await Person.withVariables(KEYS);
  ({ caFile, ...certificate } = makeCertificates(person.home, ['s3.test', 'localhost']));
  const respond = () => ({ body: EMPTY_LISTING });
  [plain, tls] = await Promise.all([LocalServer.start(respond), LocalServer.start(respond, certificate)]);
});
beforeEach(async () => {
  [proxy, tunnel] = await Promise.all([LocalProxy.to(plain.port), LocalProxy.to(tls.port)]);
  for (const server of [plain, tls]) server.asked.length = 0;
});
afterEach(async () => {
  await Promise.all([proxy.stop(), tunnel.stop()]);
});
afterAll(async () => {
  await Promise.all([plain.stop(), tls.stop(), person.leaves()]);
});

async function lists(settings: object, variables: Record<string, string> = {}) {
  const connection = await person.connection({ region: 'us-east-1', forcePathStyle: true, ...settings });
  return await person.runs(['list', 'photos', ...connection], variables);
}

const AT_S3_TEST = { endpoint: 'https://s3.test' };

describe('a person behind a proxy', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('lists a bucket through %s', async (name) => {
    const seen = await lists({ ...AT_S3_TEST, caFile }, { [name]: `http://${tunnel.address}` });

    expect(seen.code).toBe(0);
    expect(tunnel.asked).toContain('CONNECT s3.test:443');
  });

  it('lists a bucket through HTTPS_PROXY also where Node itself is told to use it', async () => {
    const node = { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: `http://${tunnel.address}` };

    expect((await lists({ ...AT_S3_TEST, caFile }, node)).code).toBe(0);

    expect(tunnel.asked).toContain('CONNECT s3.test:443');
  });

  it('lists a bucket without TLS through HTTP_PROXY', async () => {
    expect((await lists({ endpoint: 'http://s3.test:8080' }, { HTTP_PROXY: `http://${proxy.address}` })).code).toBe(0);

    expect(proxy.asked).toEqual([expect.stringMatching(/^GET http:\/\/s3\.test:8080\/photos/)]);
  });

  it('lists a bucket through the proxy of the connection, with its password', async () => {
    const own = `http://me:p%40ss@${tunnel.address}`;

    expect((await lists({ ...AT_S3_TEST, caFile, proxy: own }, { NO_PROXY: '*' })).code).toBe(0);

    expect(tunnel.passwords).toContain(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it('reaches a store of this machine without it', async () => {
    const nowhere = { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };

    expect((await lists({ endpoint: plain.url }, nowhere)).code).toBe(0);
  });

  it('reaches a host of NO_PROXY without it', async () => {
    const passed = { HTTPS_PROXY: `http://${tunnel.address}`, NO_PROXY: '.test' };

    expect((await lists({ endpoint: 'https://nowhere.test' }, passed)).code).toBe(1);

    expect(tunnel.asked).toEqual([]);
  });

  it('that is not there sees “the proxy URL (HTTPS_PROXY) does not answer”, exit 1', async () => {
    expectAsTitled(await lists(AT_S3_TEST, { HTTPS_PROXY: 'http://127.0.0.1:1' }));
  });

  it('that forbids the host sees “does not let requests to HOST through”, exit 1', async () => {
    tunnel.refuses = 403;
    const seen = await lists(AT_S3_TEST, { HTTPS_PROXY: `http://${tunnel.address}` });
    expectAsTitled(seen);
    expect(seen.stderr).toContain('s3.test');
  });

  it('that wants a password sees “wants a user and a password”, exit 1, and no password', async () => {
    tunnel.refuses = 407;
    const seen = await lists(AT_S3_TEST, { HTTPS_PROXY: `http://me:secret@${tunnel.address}` });
    expectAsTitled(seen);
    expect(seen.stderr).not.toContain('secret');
  });

  it('of another kind sees “no other kind is spoken”, exit 1', async () => {
    expectAsTitled(await lists(AT_S3_TEST, { HTTPS_PROXY: 'socks5://127.0.0.1:1' }));
  });
});

describe('a person whose store has a certificate of an own authority', () => {
  const through = () => ({ HTTPS_PROXY: `http://${tunnel.address}` });

  it.each(['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'])('lists a bucket with %s', async (name) => {
    expect((await lists(AT_S3_TEST, { ...through(), [name]: caFile })).code).toBe(0);
  });

  it('lists a bucket with ca_bundle of the AWS config', async () => {
    const config = await person.awsConfig(`[profile corp]\n${IN_PROFILE}ca_bundle = ${caFile}\n`);

    expect((await lists(AT_S3_TEST, { ...through(), ...config, AWS_PROFILE: 'corp' })).code).toBe(0);
  });

  it('lists a bucket with "caFile" of the connection', async () => {
    expect((await lists({ endpoint: `https://localhost:${tls.port}`, caFile })).code).toBe(0);
  });

  it('and says nothing of it sees “does not trust the certificate of HOST”, exit 1', async () => {
    const seen = await lists(AT_S3_TEST, through());
    expectAsTitled(seen);
    for (const setting of ['s3.test', '"caFile"', 'AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'])
      expect(seen.stderr).toContain(setting);
  });

  it('of another host sees “the certificate is for another host”, exit 1', async () => {
    expectAsTitled(await lists({ endpoint: 'https://other.test', caFile }, through()));
  });

  it('that has expired sees “is out of its time”, exit 1', async () => {
    const expired = await LocalServer.start(() => ({ body: EMPTY_LISTING }), makeExpired(person.home));
    const endpoint = `https://localhost:${expired.port}`;
    const seen = await lists({ endpoint, caFile: `${person.home}/expired.pem` });
    await expired.stop();
    expectAsTitled(seen);
  });

  it('names a file that is none sees “"caFile" of the connection: FILE cannot be read”, exit 1', async () => {
    expectAsTitled(await lists({ ...AT_S3_TEST, caFile: person.home }));
  });

  it('names a file that is not there in the environment sees “AWS_CA_BUNDLE: FILE cannot be read”, exit 1', async () => {
    expectAsTitled(await lists(AT_S3_TEST, { AWS_CA_BUNDLE: '/no/such.pem' }));
  });
});

describe('a person who', () => {
  it('mistypes the host sees “HOST is not found”, exit 1', async () => {
    const seen = await lists({ endpoint: 'https://s3.nowhere.test' });
    expectAsTitled(seen);
    expect(seen.stderr).toContain('s3.nowhere.test');
  });

  it('leaves out --force-path-style sees “where this S3 has no host for each bucket, use --force-path-style”, exit 1', async () => {
    expectAsTitled(await person.runs(['list', 'photos', '--endpoint-url', 'http://minio.test:9000']));
  });

  it('mistypes the port sees “no answer from HOST”, exit 1', async () => {
    const seen = await lists({ endpoint: 'http://127.0.0.1:1' });
    expectAsTitled(seen);
    expect(seen.stderr).toContain('127.0.0.1:1');
  });

  it('writes https for http sees “what answers there speaks no TLS”, exit 1', async () => {
    expectAsTitled(await lists({ endpoint: `https://127.0.0.1:${plain.port}` }));
  });

  it('writes http for https sees “no answer from HOST”, exit 1', async () => {
    expectAsTitled(await lists({ endpoint: `http://127.0.0.1:${tls.port}` }));
  });

  it('asks a server that is no S3 sees “what answers there may be no S3”, exit 1', async () => {
    const web = await LocalServer.start(() => ({ body: '<html><body>Welcome to nginx!</body></html>' }));
    const seen = await lists({ endpoint: web.url });
    await web.stop();
    expectAsTitled(seen);
  });
});

describe('an endpoint', () => {
  it('may have a path', async () => {
    expect((await lists({ endpoint: `${plain.url}/storage/s3/` })).code).toBe(0);
    expect(plain.asked[0]?.url).toMatch(/^\/storage\/s3\/photos\/?\?/);
  });

  it.each(['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'])('may come from %s', async (name) => {
    expect((await lists({}, { [name]: plain.url })).code).toBe(0);
    expect(plain.asked).not.toEqual([]);
  });

  it('may come from the services of the AWS config', async () => {
    const config = await person.awsConfig(
      `[profile own]\n${IN_PROFILE}services = own\n\n[services own]\ns3 =\n  endpoint_url = ${plain.url}\n`,
    );
    expect((await lists({}, { ...config, AWS_PROFILE: 'own' })).code).toBe(0);
    expect(plain.asked).not.toEqual([]);
  });

  it('may be an IPv6 address', async () => {
    const server: Server = createServer((_, response) => response.end(EMPTY_LISTING));
    const listens = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(0, '::1', () => resolve(true));
    });
    const { port } = (server.address() ?? { port: 1 }) as AddressInfo;
    const seen = await lists({ endpoint: `http://[::1]:${port}` });
    server.closeAllConnections();
    server.close();
    // Some machines have no IPv6: nothing answers there then, and it is told by its address.
    expect(seen).toMatchObject(listens ? { code: 0 } : { stderr: expect.stringContaining('[::1]:1') });
  });

  it.each<[string, object, Record<string, string>, string]>([
    ['FIPS', { useFipsEndpoint: true }, {}, 's3-fips.us-east-1.amazonaws.com'],
    ['FIPS by the environment', {}, { AWS_USE_FIPS_ENDPOINT: 'true' }, 's3-fips.us-east-1.amazonaws.com'],
    ['dual stack', { useDualstackEndpoint: true }, {}, 's3.dualstack.us-east-1.amazonaws.com'],
    ['China', { region: 'cn-north-1' }, {}, 's3.cn-north-1.amazonaws.com.cn'],
    ['Europe of its own', { region: 'eusc-de-east-1' }, {}, 's3.eusc-de-east-1.amazonaws.eu'],
  ])('of %s is asked for by its name', async (_, settings, variables, host) => {
    tunnel.refuses = 502;
    const seen = await lists(settings, { HTTPS_PROXY: `http://${tunnel.address}`, ...variables });
    expect(tunnel.asked[0]).toBe(`CONNECT ${host}:443`);
    expect(seen).toMatchObject({ code: 1, stderr: expect.stringContaining(host) });
  });

  it("of one's own with FIPS makes a person see “leave out … endpoint”, exit 2", async () => {
    const seen = await lists({ ...AT_S3_TEST, useFipsEndpoint: true });
    expectAsTitled(seen);
    expect(seen.stderr).toContain('useFipsEndpoint');
  });
});
