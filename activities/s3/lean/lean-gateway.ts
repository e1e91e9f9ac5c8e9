import type { S3Client } from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { instantInS3 } from '../../../domain/selection.ts';
import type { Target, Upload, UploadRef } from '../../contract.ts';
import type { AskedListing } from '../dialect/listing/asked-whole.ts';
import { listsObjectsInstead, OBJECTS_INSTEAD } from '../dialect/listing/objects-instead.ts';
import { S3Failure } from '../failures.ts';
import type { FoundObject, ListedPage, ListedParts, ListRequest, ObjectToPut, S3Gateway } from '../gateway.ts';
import { hostIn } from '../network/origin.ts';
import { Recent } from '../recent.ts';
import { pageOf, partsOf } from '../sdk/answers.ts';
import { HTTP_TIMEOUTS, type S3ConnectionConfig } from '../sdk/client.ts';
import { REDIRECTS_AT_MOST, type S3Connection } from '../sdk/connection.ts';
import { noObject, objectIn } from '../sdk/head-object.ts';
import type { SdkGateway } from '../sdk/sdk-gateway.ts';
import { virtualHostOf } from '../sdk/virtual-host.ts';
import type { XmlElement } from '../xml/element.ts';
import { readXml } from '../xml/read-xml.ts';
import { readError, readParts, readUploads, type S3Error } from './answers.ts';
import { abortCall, type Call, headObjectCall, listPartsCall, listUploadsCall } from './calls.ts';
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
  readonly #sdk: SdkGateway;
  readonly #http: LeanHttp;
  readonly #routes = new WeakMap<S3Client, Recent<Found | Promise<Found>>>();

  constructor(connection: S3Connection, sdk: SdkGateway, http: S3ConnectionConfig['http']) {
    this.buckets = sdk.buckets;
    this.account = sdk.account;
    this.#connection = connection;
    this.#sdk = sdk;
    this.#http = new LeanHttp(connection.way, { ...HTTP_TIMEOUTS, ...http });
  }

  listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    return this.#connection.listings.list(request, (asked) => this.#list(asked, request, signal));
  }

  #list(asked: AskedListing, request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    const call = listUploadsCall(asked, this.#connection.spelling.encodes);
    return this.#send(
      { operation: 'ListMultipartUploads', target: request.target, call, signal },
      (root, { server }) =>
        pageOf(readUploads(root) ?? {}, request.target, headerOf(server), this.#connection.spelling),
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
      (root) => partsOf(readParts(root) ?? {}, target, after),
      () => this.#sdk.listParts(target, upload, after, signal),
    );
  }

  headObject(target: Target, key: string, signal: AbortSignal): Promise<FoundObject | undefined> {
    const head = this.#send(
      { operation: 'HeadObject', target, call: headObjectCall(key), signal },
      (_, headers) => objectIn(headers),
      () => this.#sdk.headObject(target, key, signal),
    );
    return head.catch((error) => noObject(error, target));
  }

  putObject(target: Target, object: ObjectToPut, signal: AbortSignal): Promise<void> {
    return this.#sdk.putObject(target, object, signal);
  }

  isAws(target: Target): boolean | Promise<boolean> {
    return this.#sdk.isAws(target);
  }

  refusal(bucket: string): string | undefined {
    return this.#connection.scope.refusal(bucket);
  }

  regionOf(bucket: string): string | undefined {
    return this.#sdk.regionOf(bucket);
  }

  store(): Promise<string> {
    return this.#sdk.store();
  }

  close(): void {
    this.#http.close();
    this.#sdk.close();
  }

  /**
   * What `read` makes of the answer, or what the SDK answers where there is no route. Whatever is known already is taken
   * without a promise: beneath the async hooks of a worker, each costs a microsecond and a request had a dozen.
   */
  async #send<T>(request: Request, read: Read<T>, bySdk: () => Promise<T>, redirects = 0): Promise<T> {
    const { operation, target, call, signal } = request;
    signal.throwIfAborted();
    const client = this.#connection.clientOf(target);
    let origin: string | undefined;
    try {
      const found = this.#route(client, operation, target);
      const route = found instanceof Promise ? await found : found;
      if (!route) return await bySdk();
      origin = route.origin;
      const signed = route.sign(call);
      const answer = await this.#http.send(origin, signed instanceof Promise ? await signed : signed, signal);
      const root = readXml(answer.body);
      const isAnswer = root?.name !== 'Error' && !listsObjectsInstead(operation, root);
      if (answer.status < 300 && isAnswer) return read(root, answer.headers);
      throw failureOf(answer, root, operation, target, client, origin);
    } catch (error) {
      const failure = this.#connection.failureOf(error, client, operation, target, signal, origin);
      const isElsewhere = redirects < REDIRECTS_AT_MOST && this.#connection.learnsFrom(failure, client, target);
      if (!isElsewhere) throw failure;
      return await this.#send(request, read, bySdk, redirects + 1);
    }
  }

  #route(client: S3Client, operation: LeanOperation, target: Target): Found | Promise<Found> {
    const routes = this.#routes.get(client) ?? new Recent<Found | Promise<Found>>();
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

/** Is given the root of the answer, if that is XML, and the headers. */
type Read<T> = (root: XmlElement | undefined, headers: Answer['headers']) => T;

function headerOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Undefined: there is no route, and the SDK has to. */
type Found = Route | undefined;

function failureOf(
  { status, headers }: Answer,
  root: XmlElement | undefined,
  operation: LeanOperation,
  target: Target,
  client: S3Client,
  origin: string,
): S3Failure {
  const error: S3Error = listsObjectsInstead(operation, root) ? OBJECTS_INSTEAD : (readError(root) ?? {});
  const { code, message, region = headers['x-amz-bucket-region'] } = error;
  const isSkewed =
    (code === 'RequestTimeTooSkewed' || isRefusedHead(operation, status)) && setClock(client, headers, code);
  return new S3Failure({
    code: code ?? (isSkewed ? 'RequestTimeTooSkewed' : status < 300 ? 'InvalidResponse' : `HTTP ${status}`),
    status,
    operation,
    target,
    said: message,
    host: hostIn(origin),
    region: headerOf(region),
    virtualHost: virtualHostOf(client, target, origin),
  });
}

/** S3 refuses a request whose time is 15 minutes off (S3 API, RequestTimeTooSkewed). Its answer to a HEAD cannot say so. */
const SKEWED_FROM_MS = 15 * 60_000;

function isRefusedHead(operation: LeanOperation, status: number): boolean {
  return operation === 'HeadObject' && status === 403;
}

/** As the SDK does: the next request goes by the clock of S3. True where this one was too far from it, as S3 said or its time shows. */
function setClock({ config }: S3Client, { date, age }: Answer['headers'], code: string | undefined): boolean {
  const instant = Date.parse(String(date));
  // A cache on the way answers with the time at which it was filled. Some send no date, or none that is one.
  if (Number.isNaN(instant) || age !== undefined) return false;
  const offset = instant - Date.now();
  const isSkewed = code !== undefined || Math.abs(offset - config.systemClockOffset) >= SKEWED_FROM_MS;
  if (isSkewed) config.systemClockOffset = offset;
  return isSkewed;
}
