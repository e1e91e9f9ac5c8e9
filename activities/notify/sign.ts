import { createHmac } from 'node:crypto';

export interface Signed {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/** The headers of a signed webhook: HMAC-SHA256 over ID, time and body. Source: Standard Webhooks 1.0.0. `at`: seconds since 1970. */
export function signed(id: string, at: number, body: string, secret: string): Signed {
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}

const ENCODED = 'whsec_';

function keyOf(secret: string): Buffer {
  return secret.startsWith(ENCODED) ? Buffer.from(secret.slice(ENCODED.length), 'base64') : Buffer.from(secret);
}
