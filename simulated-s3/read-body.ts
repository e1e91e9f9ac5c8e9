import type { IncomingMessage } from 'node:http';
import type { S3Request } from './request.ts';

/** Completes the request with its body: the text of a document, or the size of a part or an object. */
export async function readBody(message: IncomingMessage, request: S3Request): Promise<void> {
  if (message.method !== 'PUT' && message.method !== 'POST') return;
  if (request.operation === 'UploadPart' || request.operation === 'PutObject') {
    request.size = await decodedSize(message);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  request.body = Buffer.concat(chunks).toString();
}

/** An aws-chunked body frames the data and adds a checksum behind it; a header tells the size of the data alone. */
async function decodedSize(message: IncomingMessage): Promise<number> {
  let received = 0;
  for await (const chunk of message) received += (chunk as Buffer).length;
  const decoded = message.headers['x-amz-decoded-content-length'];
  return decoded === undefined ? received : Number(decoded);
}
