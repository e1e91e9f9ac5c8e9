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
    ['its IPv6 address is exempt', 'https://[fd00::1]', { HTTPS_PROXY, NO_PROXY: '[fd00::1]' }],
    ['the host is this machine', 'https://localhost:9000', { HTTPS_PROXY }],
    ['the host is an address of this machine', 'https://127.0.0.2', { HTTPS_PROXY }],
    ['the host is this machine by IPv6', 'https://[::1]:9000', { HTTPS_PROXY }],
  ])('is none where %s', (_, url, env) => {
    expect(proxyOf(url, env)).toBeUndefined();
  });

  it('takes no host of others for this machine', () => {
    expect(['localhost.test', '127.0.0.1.test', '10.0.0.1'].map(isLoopback)).toEqual([false, false, false]);
  });

  it('is told without its password', () => {
    expect(withoutPassword('http://user:p%40ss@proxy:3128')).toBe('http://proxy:3128');
  });
});
