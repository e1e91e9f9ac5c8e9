import { element, escapeXml } from './xml.ts';

/** What the server sends back. */
export interface Reply {
  status: number;
  /** S3's error code. */
  code?: string;
  /** Text, bytes, or a number of zero bytes. */
  body?: string | number | Buffer;
  headers?: Record<string, string>;
  /** How the connection fails instead: closed at once, never answered, or closed halfway through the body. */
  broken?: 'reset' | 'hang' | 'truncate';
}

export function xmlReply(body: string, headers?: Record<string, string>): Reply {
  return { status: 200, body, headers: { 'content-type': 'application/xml', ...headers } };
}

export const NO_CONTENT: Reply = { status: 204 };

/** S3's answer to a request it refuses; `fields` are further elements, such as ArgumentName. */
export function errorReply(status: number, code: string, message: string, fields: Record<string, string> = {}): Reply {
  const more = Object.entries(fields).map(([name, value]) => element(name, value));
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message>${more.join('')}</Error>`;
  return { status, code, body, headers: { 'content-type': 'application/xml' } };
}
