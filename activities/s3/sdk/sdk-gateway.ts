import type { S3Client } from '@aws-sdk/client-s3';
import type { Target, Upload, UploadRef } from '../../contract.ts';
import type { AccountGateway } from '../account-gateway.ts';
import type { BucketGateway } from '../bucket-gateway.ts';
import type { AskedListing } from '../dialect/listing/asked-whole.ts';
import type { FoundObject, ListedPage, ListedParts, ListRequest, ObjectToPut, S3Gateway } from '../gateway.ts';
import type { S3Operation } from '../operations.ts';
import { createAccountGateway } from './account.ts';
import { pageOf, partsOf } from './answers.ts';
import { goesToAws, storeOf } from './aws-endpoint.ts';
import { createBucketGateway } from './buckets.ts';
import { abortCommand, headObjectCommand, listPartsCommand, listUploadsCommand, putObjectCommand } from './commands.ts';
import type { S3Connection } from './connection.ts';
import { noObject, objectOf } from './head-object.ts';

/** Every request by way of @aws-sdk/client-s3. */
export class SdkGateway implements S3Gateway {
  readonly buckets: BucketGateway = createBucketGateway((...request) => this.#send(...request));
  readonly account: AccountGateway = createAccountGateway(
    (...request) => this.#send(...request),
    (...told) => this.#connection.isIn(...told),
  );
  readonly #connection: S3Connection;
  #isAws: boolean | undefined;

  constructor(connection: S3Connection) {
    this.#connection = connection;
  }

  listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    return this.#connection.listings.list(request, (asked) => this.#list(asked, signal));
  }

  async #list(request: AskedListing, signal: AbortSignal): Promise<ListedPage> {
    const command = listUploadsCommand(request, this.#connection.spelling.encodes);
    const serverOf = noteServer(command);
    const output = await this.#send('ListMultipartUploads', request.target, signal, (client, options) =>
      client.send(command, options),
    );
    return pageOf(output, request.target, serverOf(), this.#connection.spelling);
  }

  async abortUpload(target: Target, upload: Upload, signal: AbortSignal): Promise<void> {
    const command = abortCommand(target, upload);
    await this.#send('AbortMultipartUpload', target, signal, (client, options) => client.send(command, options));
  }

  async listParts(
    target: Target,
    upload: UploadRef,
    after: string | undefined,
    signal: AbortSignal,
  ): Promise<ListedParts> {
    const command = listPartsCommand(target, upload, after);
    const output = await this.#send('ListParts', target, signal, (client, options) => client.send(command, options));
    return partsOf(output, target, after);
  }

  async headObject(target: Target, key: string, signal: AbortSignal): Promise<FoundObject | undefined> {
    const command = headObjectCommand(target, key);
    try {
      return objectOf(
        await this.#send('HeadObject', target, signal, (client, options) => client.send(command, options)),
      );
    } catch (error) {
      return noObject(error, target);
    }
  }

  async putObject(target: Target, object: ObjectToPut, signal: AbortSignal): Promise<void> {
    const command = putObjectCommand(target, object);
    await this.#send('PutObject', target, signal, (client, options) => client.send(command, options));
  }

  isAws(target: Target): boolean | Promise<boolean> {
    return this.#isAws ?? this.#findWhetherAws(target);
  }

  refusal(bucket: string): string | undefined {
    return this.#connection.scope.refusal(bucket);
  }

  regionOf(bucket: string): string | undefined {
    return this.#connection.regionOf(bucket);
  }

  store(): Promise<string> {
    return storeOf(this.#connection.clientOf(NO_BUCKET));
  }

  close(): void {
    this.#connection.close();
  }

  async #findWhetherAws(target: Target): Promise<boolean> {
    const { signal } = new AbortController();
    this.#isAws = await this.#send('HeadObject', target, signal, (client) => goesToAws(client, target));
    return this.#isAws;
  }

  #send<T>(
    operation: S3Operation,
    target: Target,
    signal: AbortSignal,
    request: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return this.#connection.send(operation, target, signal, (client) => request(client, { abortSignal: signal }));
  }
}

/** For what is asked of no bucket. */
const NO_BUCKET: Target = { connection: '', bucket: '' };

/** What the header `server` of the answer is going to say. */
function noteServer(command: ReturnType<typeof listUploadsCommand>): () => string | undefined {
  let server: string | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Record<string, string> };
      server = headers?.server;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'noteServer' },
  );
  return () => server;
}
