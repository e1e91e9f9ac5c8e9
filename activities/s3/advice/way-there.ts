import { withoutPassword } from '../../../domain/network/proxy.ts';
import { classify } from '../failure-table.ts';
import type { FailedRequest } from '../operations.ts';
import { pathStyle } from './settings.ts';

/** What to look at where no S3 answers, or nothing that S3 would say. */
export function adviceOnTheWay(request: FailedRequest): string {
  const { code, proxy } = request;
  const advice = (proxy && OF_PROXIES.get(code)) ?? ADVICE.get(code) ?? (NO_S3.test(code) ? OTHER_SERVER : undefined);
  if (advice === undefined) return generalAdvice(request);
  return `${inNames(advice, request)}${pathStyle(request)}`;
}

/**
 * Where the code alone says nothing of what to change. The sentence also stands at the end of a job that failed, so it does
 * not say what will be done next.
 */
export function generalAdvice(request: Asked): string {
  return inNames(general(request), request);
}

type Asked = Pick<FailedRequest, 'code' | 'status' | 'operation' | 'target' | 'host' | 'proxy'>;

function general({ code, status, operation, host, proxy }: Asked): string {
  if (classify(code, status, operation).kind === 'throttled') return TOO_FAST;
  if (status !== undefined) return 'the trouble is on the side of S3';
  if (host === undefined) return 'S3 does not answer: check {endpoint}, and the network of the worker';
  return proxy
    ? 'no answer from {host} through the proxy {proxy}'
    : 'no answer from {host}: check {endpoint}, a firewall, or whether a proxy is needed (HTTPS_PROXY)';
}

function inNames(advice: string, { proxy, host = 'the host', target }: Asked): string {
  const connection = `the connection "${target.connection}"`;
  const names: Record<string, string> = {
    proxy: proxy ? `${withoutPassword(proxy.url)} (${proxy.setting})` : 'the proxy',
    host,
    endpoint: `the endpoint of ${connection}`,
    connection,
  };
  return advice.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name);
}

const TOO_FAST = 'S3 asks for fewer requests: lower --requests-per-second or --concurrency';

const NOT_FOUND = '{host} is not found: check {endpoint}, or whether a proxy is needed (HTTPS_PROXY)';
const NOT_TRUSTED =
  'the worker does not trust the certificate of {host}: give it that of the authority by "caFile" of {connection}, AWS_CA_BUNDLE=FILE or NODE_EXTRA_CA_CERTS=FILE';
const NO_TLS = 'what answers there speaks no TLS: check whether {endpoint} should begin with http://';
const OTHER_SERVER = 'what answers there may be no S3: check {endpoint}, http or https, and its port';
const NOT_IN_TIME = 'the certificate of {host} is out of its time: renew it, or set the clock of the worker';

/** Codes of the system, of OpenSSL, of Node, and of ours. */
const ADVICE = new Map([
  // Of os.homedir, where the AWS SDK looks for its files.
  ['ERR_SYSTEM_ERROR', 'the user of the worker has no home directory: set HOME'],
  ['ENOTFOUND', NOT_FOUND],
  ['EAI_AGAIN', NOT_FOUND],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', NOT_TRUSTED],
  ['SELF_SIGNED_CERT_IN_CHAIN', NOT_TRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', NOT_TRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', NOT_TRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT', NOT_TRUSTED],
  ['CERT_HAS_EXPIRED', NOT_IN_TIME],
  ['CERT_NOT_YET_VALID', NOT_IN_TIME],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host: check {endpoint}'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', NO_TLS],
  ['EPROTO', NO_TLS],
  ['RequestTimeTooSkewed', 'the clock of the worker is not that of S3: set it by a time server'],
  [
    'ProxyInvalid',
    'HTTPS_PROXY, HTTP_PROXY or "proxy" of {connection} must be a URL such as http://proxy:3128: no other kind is spoken',
  ],
]);

const DIRECTLY = 'check that setting, or name {host} in NO_PROXY';

/** What the system says is then about the proxy, and not about the host behind it. */
const OF_PROXIES = new Map([
  ['ENOTFOUND', `the proxy {proxy} is not found: ${DIRECTLY}`],
  ['EAI_AGAIN', `the proxy {proxy} is not found: ${DIRECTLY}`],
  ['ECONNREFUSED', `the proxy {proxy} does not answer: ${DIRECTLY}`],
  [
    'ProxyWantsPassword',
    'the proxy {proxy} wants a user and a password: put them into that setting, as in http://USER:PASSWORD@…',
  ],
  [
    'HTTP 407',
    'the proxy {proxy} wants a user and a password: put them into that setting, as in http://USER:PASSWORD@…',
  ],
  [
    'ProxyRefused',
    'the proxy {proxy} does not let requests to {host} through: allow it there, or name {host} in NO_PROXY',
  ],
]);

/** An answer without a code of S3, or without sense. 5xx are those of proxies, and pass. */
const NO_S3 = /^(InvalidResponse|HTTP 4\d\d)$/;
