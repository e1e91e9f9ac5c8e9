import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { errorReply, type Reply } from './reply.ts';

export const ACCESS_KEY = 'SIMULATED';
export const SESSION_ACCESS_KEY = 'SIMULATEDSESSION';

/** The secrets of the access keys that this server gives out. */
export const SECRETS = { [ACCESS_KEY]: 'simulated', [SESSION_ACCESS_KEY]: 'simulated-session' } as const;

const SCHEME = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([\da-f]{64})$/;

/** S3's answer to a request whose signature (Signature Version 4, in a header) is missing or wrong. */
export function signatureRefusal(message: IncomingMessage): Reply | undefined {
  const [, accessKey = '', scope = '', signed = '', signature] = SCHEME.exec(message.headers.authorization ?? '') ?? [];
  if (signature === undefined) return errorReply(403, 'AccessDenied', 'Access Denied');
  const secret = (SECRETS as Record<string, string>)[accessKey];
  if (secret === undefined) {
    return errorReply(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const request = createHash('sha256').update(canonicalRequest(message, signed)).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', message.headers['x-amz-date'], scope, request].join('\n');
  if (hmac(signingKey(secret, scope), toSign).toString('hex') === signature) return undefined;
  return errorReply(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature.');
}

/** S3 signs the path as it was sent, without a second encoding. */
function canonicalRequest(message: IncomingMessage, signedHeaders: string): string {
  const [path = '', query = ''] = (message.url ?? '').split('?', 2);
  const pairs = query === '' ? [] : query.split('&').map((pair) => (pair.includes('=') ? pair : `${pair}=`));
  const headers = signedHeaders.split(';').map((name) => `${name}:${String(message.headers[name] ?? '').trim()}\n`);
  const payload = String(message.headers['x-amz-content-sha256']);
  return [message.method, path, pairs.sort().join('&'), headers.join(''), signedHeaders, payload].join('\n');
}

/** The scope is `date/region/service/aws4_request`. */
function signingKey(secret: string, scope: string): Buffer {
  return scope.split('/').reduce<Buffer>((key, step) => hmac(key, step), Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
