import type { IncomingMessage } from 'node:http';
import type { S3Request } from './request.ts';

/** Completes the request with its body: the text of a document, or the size of a part or an object. */
export async function readBody(message: IncomingMessage, request: S3Request): Promise<void> {
  if (message.method !== 'PUT' && message.method !== 'POST') return;
  if (request.operation === 'UploadPart' || request.operation === 'PutObject') {
    const { size, kept } = await readData(message, request.operation === 'PutObject' ? KEPT_AT_MOST : 0);
    request.size = size;
    request.data = kept;
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  request.body = Buffer.concat(chunks).toString();
}

/** The bytes of an object that is no longer than this are kept, to be read again. */
const KEPT_AT_MOST = 4 * 1024 * 1024;

/** An aws-chunked body frames the data and adds a checksum behind it; a header tells the size of the data alone. */
async function readData(message: IncomingMessage, keptAtMost: number): Promise<{ size: number; kept?: Buffer }> {
  const decoded = message.headers['x-amz-decoded-content-length'];
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of message) {
    received += (chunk as Buffer).length;
    if (received <= keptAtMost) chunks.push(chunk as Buffer);
  }
  if (decoded !== undefined) return { size: Number(decoded) };
  return { size: received, ...(received <= keptAtMost && { kept: Buffer.concat(chunks) }) };
}
