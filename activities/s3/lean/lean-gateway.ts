import type { S3Client } from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { instantInS3 } from '../../../domain/selection.ts';
import type { Target, Upload, UploadRef } from '../../contract.ts';
import { S3Failure } from '../failures.ts';
import type { ListedPage, ListedParts, ListRequest, S3Gateway } from '../gateway.ts';
import { pageOf, partsOf } from '../sdk/answers.ts';
import { HTTP_TIMEOUTS, type S3ConnectionConfig } from '../sdk/client.ts';
import type { S3Connection } from '../sdk/connection.ts';
import { readError, readParts, readUploads } from './answers.ts';
import { abortCall, type Call, listPartsCall, listUploadsCall } from './calls.ts';
import { type Answer, LeanHttp } from './http.ts';
import { findRoute, type LeanOperation } from './probes.ts';
import type { Route } from './route.ts';

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
  readonly #routes = new WeakMap<S3Client, Map<string, Found | Promise<Found>>>();

  constructor(connection: S3Connection, sdk: S3Gateway, http: S3ConnectionConfig['http']) {
    this.buckets = sdk.buckets;
    this.account = sdk.account;
    this.#connection = connection;
    this.#sdk = sdk;
    this.#http = new LeanHttp({ ...HTTP_TIMEOUTS, ...http });
  }

  listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    return this.#send(
      { operation: 'ListMultipartUploads', target: request.target, call: listUploadsCall(request), signal },
      (body) => pageOf(readUploads(body) ?? {}, request.target),
      () => this.#sdk.listUploads(request, signal),
    );
  }

  /** Every abort of a directory bucket has the same headers here. One that cannot say when its upload began is left to `sdk`. */
  abortUpload(target: Target, upload: Upload, signal: AbortSignal): Promise<void> {
    if (isDirectoryBucket(target.bucket) && Number.isNaN(instantInS3(upload.initiated))) {
      return this.#sdk.abortUpload(target, upload, signal);
    }
    return this.#send(
      { operation: 'AbortMultipartUpload', target, call: abortCall(target, upload), signal },
      () => {},
      () => this.#sdk.abortUpload(target, upload, signal),
    );
  }

  listParts(target: Target, upload: UploadRef, after: string | undefined, signal: AbortSignal): Promise<ListedParts> {
    return this.#send(
      { operation: 'ListParts', target, call: listPartsCall(upload, after), signal },
      (body) => partsOf(readParts(body) ?? {}, target, after),
      () => this.#sdk.listParts(target, upload, after, signal),
    );
  }

  close(): void {
    this.#http.close();
    this.#sdk.close();
  }

  /**
   * What `read` makes of the answer, or what the SDK answers where there is no route. Whatever is known already is taken
   * without a promise: beneath the async hooks of a worker, each costs a microsecond and a request had a dozen.
   */
  async #send<T>(request: Request, read: (body: string) => T, bySdk: () => Promise<T>): Promise<T> {
    const { operation, target, call, signal } = request;
    signal.throwIfAborted();
    const { client } = this.#connection;
    try {
      const found = this.#route(client, operation, target);
      const route = found instanceof Promise ? await found : found;
      if (!route) return await bySdk();
      const signed = route.sign(call);
      const answer = await this.#http.send(route.origin, signed instanceof Promise ? await signed : signed, signal);
      if (answer.status < 300 && !readError(answer.body)) return read(answer.body);
      throw failureOf(answer, operation, target, client);
    } catch (error) {
      throw this.#connection.failureOf(error, client, operation, target, signal);
    }
  }

  #route(client: S3Client, operation: LeanOperation, target: Target): Found | Promise<Found> {
    const routes = this.#routes.get(client) ?? new Map<string, Found | Promise<Found>>();
    this.#routes.set(client, routes);
    const name = `${operation} ${target.bucket} ${target.expectedBucketOwner} ${target.requestPayer}`;
    if (routes.has(name)) return routes.get(name);
    const finding = findRoute(client, operation, target);
    routes.set(name, finding);
    finding.then(
      (route) => routes.set(name, route),
      () => routes.delete(name),
    );
    return finding;
  }
}

interface Request {
  operation: LeanOperation;
  target: Target;
  call: Call;
  signal: AbortSignal;
}

/** Undefined: there is no route, and the SDK has to. */
type Found = Route | undefined;

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
