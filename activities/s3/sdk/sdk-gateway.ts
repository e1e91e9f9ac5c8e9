import type { S3Client } from '@aws-sdk/client-s3';
import type { Target, Upload, UploadRef } from '../../contract.ts';
import type { AccountGateway } from '../account-gateway.ts';
import type { BucketGateway } from '../bucket-gateway.ts';
import type { ListedPage, ListedParts, ListRequest, S3Gateway } from '../gateway.ts';
import type { S3Operation } from '../operations.ts';
import { createAccountGateway } from './account.ts';
import { pageOf, partsOf } from './answers.ts';
import { createBucketGateway } from './buckets.ts';
import { abortCommand, listPartsCommand, listUploadsCommand } from './commands.ts';
import type { S3Connection } from './connection.ts';

/** Every request by way of @aws-sdk/client-s3. */
export class SdkGateway implements S3Gateway {
  readonly buckets: BucketGateway = createBucketGateway((...request) => this.#send(...request));
  readonly account: AccountGateway = createAccountGateway((...request) => this.#send(...request));
  readonly #connection: S3Connection;

  constructor(connection: S3Connection) {
    this.#connection = connection;
  }

  async listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    const command = listUploadsCommand(request);
    const output = await this.#send('ListMultipartUploads', request.target, signal, (client, options) =>
      client.send(command, options),
    );
    return pageOf(output, request.target);
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

  close(): void {
    this.#connection.close();
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
