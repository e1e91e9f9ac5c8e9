import { isLoopback, PROXY_VARIABLES, proxyIn, withoutPassword } from '../../../domain/network/proxy.ts';

const proxyOf = (url: string, env: Record<string, string>) => {
  const { protocol, hostname, port } = new URL(url);
  const https = protocol === 'https:';
  const at = { hostname, port: Number(port) || (https ? 443 : 80) };
  return proxyIn(env, at, PROXY_VARIABLES[https ? 'https:' : 'http:'])?.url;
};

const HTTPS_PROXY = 'http://proxy:3128';

describe('the proxy of an environment', () => {
  it.each([
    ['by the scheme of the request', 'https://s3.test', { https_proxy: HTTPS_PROXY, http_proxy: 'http://other' }],
    ['in capitals', 'https://s3.test', { HTTPS_PROXY }],
    ['without a scheme of its own', 'https://s3.test', { HTTPS_PROXY: 'proxy:3128' }],
    ['where others are exempt', 'https://s3.test', { HTTPS_PROXY, NO_PROXY: 'test.s3, .other ,10.0.0.0/8' }],
    ['where another port is exempt', 'https://s3.test', { HTTPS_PROXY, NO_PROXY: 's3.test:8443' }],
    ['where another network is exempt', 'https://11.1.2.3', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }],
    ['where the next network is exempt', 'https://10.1.2.131', { HTTPS_PROXY, NO_PROXY: '10.1.2.0/25' }],
    [
      'where the network is none',
      'https://10.1.2.3',
      { HTTPS_PROXY, NO_PROXY: '10.0.0/8,10.0.0.0/,10.0.0.0/x,10.0.0.0/8x,a/8' },
    ],
    [
      'where the network is longer than one',
      'https://10.1.2.3',
      { HTTPS_PROXY, NO_PROXY: '10.0.0.0.1/8,x10.0.0.0/8,10.0.0.0/x8' },
    ],
    ['where a network is exempt, and the host is a name', 'https://s3.test', { HTTPS_PROXY, NO_PROXY: '0.0.0.0/0' }],
    ['where the host only begins with an address', 'https://10.1.2.3.test', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }],
    ['where an entry is empty', 'https://s3.test', { HTTPS_PROXY, NO_PROXY: ', ,a' }],
    ['where the port of an entry is none', 'https://s3.test', { HTTPS_PROXY, NO_PROXY: 's3.test:443x' }],
    ['where only the end of a name is like it', 'https://mys3.test', { HTTPS_PROXY, NO_PROXY: 's3.test' }],
  ])('is found %s', (_, url, env) => {
    expect(proxyOf(url, env)).toBe(HTTPS_PROXY);
  });

  it.each([
    ['none is set', 'https://s3.test', {}],
    ['it is empty', 'https://s3.test', { HTTPS_PROXY: '' }],
    ['it is of another scheme', 'http://s3.test', { HTTPS_PROXY }],
    ['all are exempt', 'https://s3.test', { HTTPS_PROXY, NO_PROXY: '*' }],
    ['the host is exempt', 'https://s3.test', { HTTPS_PROXY, no_proxy: 'a,S3.test' }],
    ['its domain is exempt', 'https://b.s3.test', { HTTPS_PROXY, NO_PROXY: 's3.test' }],
    ['its domain is exempt with a dot', 'https://b.s3.test', { HTTPS_PROXY, NO_PROXY: '.s3.test' }],
    ['its port is exempt', 'https://s3.test', { HTTPS_PROXY, NO_PROXY: 's3.test:443' }],
    ['its network is exempt', 'https://10.1.2.3', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }],
    ['its network of two digits is exempt', 'https://10.1.2.131', { HTTPS_PROXY, NO_PROXY: '10.1.2.128/25' }],
    ['its IPv6 address is exempt with a port', 'https://[fd00::1]', { HTTPS_PROXY, NO_PROXY: '[fd00::1]:443' }],
    ['its IPv6 address is exempt', 'https://[fd00::1]', { HTTPS_PROXY, NO_PROXY: '[fd00::1]' }],
    ['the host is this machine', 'https://localhost:9000', { HTTPS_PROXY }],
    ['the host is a name of this machine', 'https://s3.localhost', { HTTPS_PROXY }],
    ['the host is an address of this machine', 'https://127.0.0.2', { HTTPS_PROXY }],
    ['the host is a long address of this machine', 'https://127.100.200.255', { HTTPS_PROXY }],
    ['the host is this machine by IPv6', 'https://[::1]:9000', { HTTPS_PROXY }],
  ])('is none where %s', (_, url, env) => {
    expect(proxyOf(url, env)).toBeUndefined();
  });

  it('takes no host of others for this machine', () => {
    const others = ['localhost.test', '127.0.0.1.test', '10.0.0.1', '10.127.0.0.1', '.localhost.test'];

    expect(others.filter(isLoopback)).toEqual([]);
  });

  it('is told without its password', () => {
    expect(withoutPassword('http://user:p%40ss@proxy:3128')).toBe('http://proxy:3128');
  });
});
