import { classify } from '../failure-table.ts';
import type { FailedRequest } from '../operations.ts';
import { pathStyle } from './settings.ts';

/** What to look at where no S3 answers, or nothing that S3 would say. */
export function adviceOnTheWay(request: FailedRequest): string {
  const { code, target } = request;
  const advice = ADVICE.get(code) ?? (NO_S3.test(code) ? OTHER_SERVER : undefined);
  if (advice === undefined) return generalAdvice(request);
  return `${naming(advice, target.connection)}${pathStyle(request)}`;
}

/**
 * Where the code alone says nothing of what to change. The sentence also stands at the end of a job that failed, so it does
 * not say what will be done next.
 */
export function generalAdvice({ code, status, operation, target }: Asked): string {
  if (classify(code, status, operation).kind === 'throttled') return TOO_FAST;
  return naming(status === undefined ? NO_ANSWER : 'the trouble is on the side of S3', target.connection);
}

type Asked = Pick<FailedRequest, 'code' | 'status' | 'operation' | 'target'>;

function naming(advice: string, connection: string): string {
  return advice.replace('ENDPOINT', `the endpoint of the connection "${connection}"`);
}

const TOO_FAST = 'S3 asks for fewer requests: lower --requests-per-second or --concurrency';
const NO_ANSWER = 'S3 does not answer: check ENDPOINT, and the network of the worker';

const NOT_FOUND = 'the host is not found: check ENDPOINT';
const NOT_TRUSTED =
  'the worker does not trust the certificate: start it with NODE_EXTRA_CA_CERTS=FILE, the certificate of the authority';
const NO_TLS = 'what answers there speaks no TLS: check whether ENDPOINT should begin with http://';
const OTHER_SERVER = 'what answers there may be no S3: check ENDPOINT, http or https, and its port';

/** Codes of the system, of OpenSSL and of Node. */
const ADVICE = new Map([
  // Of os.homedir, where the AWS SDK looks for its files.
  ['ERR_SYSTEM_ERROR', 'the user of the worker has no home directory: set HOME'],
  ['ENOTFOUND', NOT_FOUND],
  ['EAI_AGAIN', NOT_FOUND],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', NOT_TRUSTED],
  ['SELF_SIGNED_CERT_IN_CHAIN', NOT_TRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', NOT_TRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', NOT_TRUSTED],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host: check ENDPOINT'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', NO_TLS],
  ['EPROTO', NO_TLS],
]);

/** An answer without a code of S3, or without sense. 5xx are those of proxies, and pass. */
const NO_S3 = /^(InvalidResponse|HTTP 4\d\d)$/;
