import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../bucket-name.ts';
import type { Target, Upload, UploadRef } from '../contract.ts';
import type { AccountGateway } from './account-gateway.ts';
import type { BucketGateway } from './bucket-gateway.ts';
import { withSignal } from './client.ts';
import type { S3Connection } from './connection.ts';
import type { S3Operation } from './failures.ts';
import type { ListedPage, ListedParts, ListRequest, S3Gateway } from './gateway.ts';
import { pageOf, partsOf } from './sdk-answers.ts';
import { createAccountGateway } from './sdk-account.ts';
import { createBucketGateway } from './sdk-buckets.ts';

/** Every request by way of @aws-sdk/client-s3. */
export class SdkGateway implements S3Gateway {
  readonly buckets: BucketGateway = createBucketGateway((...request) => this.#send(...request));
  readonly account: AccountGateway = createAccountGateway((...request) => this.#send(...request));
  readonly #connection: S3Connection;

  constructor(connection: S3Connection) {
    this.#connection = connection;
  }

  async listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    const { target, prefix, marker, maxUploads } = request;
    const command = new ListMultipartUploadsCommand({
      ...addressOf(target),
      EncodingType: 'url',
      MaxUploads: maxUploads,
      Prefix: prefix,
      KeyMarker: marker?.key,
      UploadIdMarker: isDirectoryBucket(target.bucket) ? undefined : marker?.uploadId,
    });
    const output = await this.#send('ListMultipartUploads', target, signal, (client) => client.send(command));
    return pageOf(output, request);
  }

  async abortUpload(target: Target, { key, uploadId, initiated }: Upload, signal: AbortSignal): Promise<void> {
    const command = new AbortMultipartUploadCommand({
      ...addressOf(target),
      Key: key,
      UploadId: uploadId,
      // Whole seconds on the wire. Only directory buckets know it.
      IfMatchInitiatedTime: isDirectoryBucket(target.bucket) ? new Date(initiated) : undefined,
    });
    await this.#send('AbortMultipartUpload', target, signal, (client) => client.send(command));
  }

  async listParts(
    target: Target,
    { key, uploadId }: UploadRef,
    after: string | undefined,
    signal: AbortSignal,
  ): Promise<ListedParts> {
    const command = new ListPartsCommand({
      ...addressOf(target),
      Key: key,
      UploadId: uploadId,
      PartNumberMarker: after,
    });
    const output = await this.#send('ListParts', target, signal, (client) => client.send(command));
    return partsOf(output, target, after);
  }

  close(): void {
    this.#connection.close();
  }

  #send<T>(
    operation: S3Operation,
    target: Target,
    signal: AbortSignal,
    request: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    return this.#connection.send(operation, target, signal, (client) => withSignal(signal, () => request(client)));
  }
}

/** What every command says of its target. */
export function addressOf(target: Target) {
  return {
    Bucket: target.bucket,
    ExpectedBucketOwner: target.expectedBucketOwner,
    RequestPayer: isDirectoryBucket(target.bucket) ? undefined : target.requestPayer,
  };
}
