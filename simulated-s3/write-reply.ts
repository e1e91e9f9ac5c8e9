import type { ServerResponse } from 'node:http';
import type { Reply } from './reply.ts';

let requests = 0;

/** Puts a reply on the wire, or breaks the connection as the reply says. */
export function writeReply(response: ServerResponse, reply: Reply): void {
  if (reply.broken === 'hang') return;
  if (reply.broken === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  requests += 1;
  const body = typeof reply.body === 'number' ? Buffer.alloc(reply.body) : (reply.body ?? '');
  const isCut = reply.broken === 'truncate';
  response.writeHead(reply.status, {
    server: 'AmazonS3',
    ...reply.headers,
    'x-amz-request-id': requests.toString(36).toUpperCase(),
    ...(reply.status === 204 ? {} : { 'content-length': Buffer.byteLength(body) + (isCut ? 1000 : 0) }),
  });
  if (isCut) sendHalf(response, body);
  else response.end(body);
}

function sendHalf(response: ServerResponse, body: string | Buffer): void {
  response.flushHeaders();
  if (body.length > 1) response.write(body.slice(0, body.length / 2));
  response.socket?.end();
}
