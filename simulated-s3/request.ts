import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isDirectoryBucketName } from './bucket.ts';
import { type Operation, operationOf, type Query } from './operations.ts';

/** A request as the operations see it. */
export interface S3Request {
  operation: Operation;
  /** Empty for the operations on the whole service. */
  bucket: string;
  /** Decoded; empty for the operations on a bucket. */
  key: string;
  query: Query;
  headers: IncomingHttpHeaders;
  /** Milliseconds since 1970, when the headers had arrived. */
  at: number;
  /** The body's text; its size alone for parts and objects. */
  body: string;
  size: number;
  /** The bytes of an object that is kept whole. */
  data?: Buffer | undefined;
}

/** Undefined when the path cannot be decoded. Written by hand: `new URL` would fold `..` and costs more than the rest. */
export function parseRequest(message: IncomingMessage, at: number): S3Request | undefined {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const slash = path.indexOf('/', 1);
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const key = slash < 0 ? '' : decode(keyPath(bucket, path.slice(slash + 1)));
  if (key === undefined) return undefined;
  const query = parseQuery(mark < 0 ? '' : url.slice(mark + 1));
  const operation = operationOf(message.method ?? 'GET', bucket, key, query);
  return { operation, bucket, key, query, headers: message.headers, at, body: '', size: 0 };
}

/** The SDK sends `/bucket//key` for directory buckets at an IP endpoint; a key there never begins with a slash. */
function keyPath(bucket: string, path: string): string {
  return path.startsWith('/') && isDirectoryBucketName(bucket) ? path.slice(1) : path;
}

function parseQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  if (text === '') return query;
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0) query.set(pair, '');
    else query.set(pair.slice(0, equals), decode(pair.slice(equals + 1).replaceAll('+', '%20')) ?? '');
  }
  return query;
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
