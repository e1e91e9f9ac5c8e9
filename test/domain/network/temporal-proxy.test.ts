import { partsOf, temporalProxyIn } from '../../../domain/network/temporal-proxy.ts';

const CLOUD = 'ns.acct.tmprl.cloud:7233';

describe('the proxy on the way to Temporal', () => {
  it.each<[string, Record<string, string>, string]>([
    ['gRPC alone', { grpc_proxy: 'http://g', HTTPS_PROXY: 'http://s' }, 'http://g'],
    ['TLS', { HTTPS_PROXY: 'http://s', HTTP_PROXY: 'http://p' }, 'http://s'],
    ['TLS, where another host is exempt for gRPC', { HTTPS_PROXY: 'http://s', no_grpc_proxy: 'x' }, 'http://s'],
    ['all', { http_proxy: 'http://p' }, 'http://p'],
  ])('is that for %s', (_, env, url) => {
    expect(temporalProxyIn(env, CLOUD)?.url).toBe(url);
  });

  it.each<[string, Record<string, string>, string]>([
    ['this machine', { HTTPS_PROXY: 'http://s' }, 'localhost:7233'],
    ['this machine by IPv6', { HTTPS_PROXY: 'http://s' }, '[::1]:7233'],
    ['an exempt port that the address leaves out', { HTTPS_PROXY: 'http://s', NO_PROXY: 'a.test:7233' }, 'a.test'],
    ['an exempt port', { HTTPS_PROXY: 'http://s', NO_PROXY: 'a.test:80' }, 'a.test:80'],
    ['an exempt host', { HTTPS_PROXY: 'http://s', NO_PROXY: 'tmprl.cloud' }, CLOUD],
    ['a host exempt for gRPC', { HTTPS_PROXY: 'http://s', no_grpc_proxy: 'tmprl.cloud', NO_PROXY: 'x' }, CLOUD],
  ])('is none for %s', (_, env, address) => {
    expect(temporalProxyIn(env, address)).toBeUndefined();
  });

  it.each([
    ['http://proxy:3128', { target: 'proxy:3128' }],
    ['http://proxy/', { target: 'proxy:80' }],
    ['http://me:p%40ss@[fd00::1]:8080', { target: '[fd00::1]:8080', username: 'me', password: 'p@ss' }],
    ['http://me@proxy', { target: 'proxy:80', username: 'me', password: '' }],
    ['http://proxy:3128/path', undefined],
    ['xhttp://proxy:3128', undefined],
    ['https://proxy:3128', undefined],
    ['socks5://proxy:1080', undefined],
  ])('%s has these parts', (url, parts) => {
    expect(partsOf({ url, setting: 'HTTPS_PROXY' })).toEqual(parts);
  });
});
