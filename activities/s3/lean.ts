import type { S3Client } from '@aws-sdk/client-s3';
import type { Target, Upload, UploadRef } from '../contract.ts';
import { HTTP_TIMEOUTS, type S3ConnectionConfig } from './client.ts';
import type { S3Connection } from './connection.ts';
import { S3Failure } from './failures.ts';
import type { ListedPage, ListedParts, ListRequest, S3Gateway } from './gateway.ts';
import { readError, readParts, readUploads } from './lean-answers.ts';
import { abortCall, type Call, listPartsCall, listUploadsCall } from './lean-calls.ts';
import { type Answer, LeanHttp } from './lean-http.ts';
import { findRoute, type LeanOperation } from './lean-probes.ts';
import type { Route } from './lean-route.ts';
import { pageOf, partsOf } from './sdk-answers.ts';

/**
 * Makes the requests that are made for every upload without the SDK's middleware, which takes ten times as long.
 * Addresses and credentials are the SDK's. Buckets to which there is no route, and all else, are left to `sdk`.
 */
export class LeanGateway implements S3Gateway {
  readonly buckets: S3Gateway['buckets'];
  readonly account: S3Gateway['account'];
  readonly #connection: S3Connection;
  readonly #sdk: S3Gateway;
  readonly #http: LeanHttp;
  readonly #routes = new WeakMap<S3Client, Map<string, Promise<Route | undefined>>>();

  constructor(connection: S3Connection, sdk: S3Gateway, http: S3ConnectionConfig['http']) {
    this.buckets = sdk.buckets;
    this.account = sdk.account;
    this.#connection = connection;
    this.#sdk = sdk;
    this.#http = new LeanHttp({ ...HTTP_TIMEOUTS, ...http });
  }

  async listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    const answer = await this.#send('ListMultipartUploads', request.target, listUploadsCall(request), signal);
    if (!answer) return this.#sdk.listUploads(request, signal);
    return pageOf(readUploads(answer.body) ?? {}, request);
  }

  async abortUpload(target: Target, upload: Upload, signal: AbortSignal): Promise<void> {
    const answer = await this.#send('AbortMultipartUpload', target, abortCall(target, upload), signal);
    if (!answer) await this.#sdk.abortUpload(target, upload, signal);
  }

  async listParts(
    target: Target,
    upload: UploadRef,
    after: string | undefined,
    signal: AbortSignal,
  ): Promise<ListedParts> {
    const answer = await this.#send('ListParts', target, listPartsCall(upload, after), signal);
    if (!answer) return this.#sdk.listParts(target, upload, after, signal);
    return partsOf(readParts(answer.body) ?? {}, target, after);
  }

  close(): void {
    this.#http.close();
    this.#sdk.close();
  }

  /** Undefined: the SDK has to. */
  async #send(operation: LeanOperation, target: Target, call: Call, signal: AbortSignal): Promise<Answer | undefined> {
    signal.throwIfAborted();
    const { client } = this.#connection;
    try {
      const route = await this.#route(client, operation, target);
      if (!route) return undefined;
      const answer = await this.#http.send(route.origin, await route.sign(call), signal);
      if (answer.status < 300 && !readError(answer.body)) return answer;
      throw failureOf(answer, operation, target, client);
    } catch (error) {
      throw this.#connection.failureOf(error, client, operation, target, signal);
    }
  }

  #route(client: S3Client, operation: LeanOperation, target: Target): Promise<Route | undefined> {
    const routes = this.#routes.get(client) ?? new Map<string, Promise<Route | undefined>>();
    this.#routes.set(client, routes);
    const name = `${operation} ${target.bucket} ${target.expectedBucketOwner} ${target.requestPayer}`;
    const known = routes.get(name);
    if (known) return known;
    const found = findRoute(client, operation, target);
    routes.set(name, found);
    found.catch(() => routes.delete(name));
    return found;
  }
}

function failureOf(answer: Answer, operation: LeanOperation, target: Target, client: S3Client): S3Failure {
  const { status, headers, body } = answer;
  const { code, message, region = headers['x-amz-bucket-region'] } = readError(body) ?? {};
  if (code === 'RequestTimeTooSkewed') {
    // As the SDK does: the next request goes by the clock of S3.
    client.config.systemClockOffset = Date.parse(String(headers.date)) - Date.now();
  }
  return new S3Failure({
    code: code ?? (status < 300 ? 'InvalidResponse' : `HTTP ${status}`),
    status,
    operation,
    target,
    said: message,
    region: typeof region === 'string' ? region : undefined,
  });
}
