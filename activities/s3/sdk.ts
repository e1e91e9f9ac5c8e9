import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { isDirectoryBucket } from '../../bucket-name.ts';
import type { Target, Upload, UploadRef } from '../contract.ts';
import { createHttpHandler, createS3Client, type S3ConnectionConfig, withSignal } from './client.ts';
import type { S3Operation } from './failures.ts';
import type { ListedPage, ListedParts, ListRequest, S3Gateway } from './gateway.ts';
import { pageOf, partsOf } from './sdk-answers.ts';
import { asS3Failure } from './sdk-errors.ts';

/** S3 by way of @aws-sdk/client-s3. One gateway serves all activities of a worker that name its connection. */
export function createGateway(config: S3ConnectionConfig): S3Gateway {
  return new SdkGateway(config);
}

class SdkGateway implements S3Gateway {
  readonly #config: S3ConnectionConfig;
  readonly #http: NodeHttpHandler;
  #client: S3Client;

  constructor(config: S3ConnectionConfig) {
    this.#config = config;
    this.#http = createHttpHandler(config.http);
    this.#client = createS3Client(config, this.#http);
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
    this.#client.destroy();
  }

  async #send<T>(
    operation: S3Operation,
    target: Target,
    signal: AbortSignal,
    request: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const client = this.#client;
    try {
      return await withSignal(signal, () => request(client));
    } catch (error) {
      signal.throwIfAborted();
      const failure = asS3Failure(error, operation, target);
      if (failure.needsFreshCredentials) this.#renew(client);
      throw failure;
    }
  }

  /** A client resolves credentials that carry no end only once, and keeps its sessions: a new one begins afresh. */
  #renew(failed: S3Client): void {
    if (this.#client !== failed) return;
    // Not in the types, but handed on: the shared credentials file is read again (@smithy/core, readFile).
    const config = { ...this.#config, ignoreCache: true };
    this.#client = createS3Client(config, this.#http);
  }
}

function addressOf(target: Target) {
  return {
    Bucket: target.bucket,
    ExpectedBucketOwner: target.expectedBucketOwner,
    RequestPayer: isDirectoryBucket(target.bucket) ? undefined : target.requestPayer,
  };
}
