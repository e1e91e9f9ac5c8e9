import {
  AbortMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { instantInS3 } from '../../../domain/selection.ts';
import type { Target, Upload, UploadRef } from '../../contract.ts';
import type { AskedListing } from '../dialect/listing/asked-whole.ts';
import type { ObjectToPut } from '../gateway.ts';

/** `encodes`: whether keys are asked for in an encoding that XML can hold. */
export function listUploadsCommand(
  { target, prefix, marker, maxUploads }: AskedListing,
  encodes = true,
): ListMultipartUploadsCommand {
  return new ListMultipartUploadsCommand({
    ...addressOf(target),
    EncodingType: encodes ? 'url' : undefined,
    MaxUploads: maxUploads,
    Prefix: prefix,
    KeyMarker: marker?.key,
    UploadIdMarker: isDirectoryBucket(target.bucket) ? undefined : marker?.uploadId || undefined,
  });
}

export function abortCommand(target: Target, { key, uploadId, initiated }: Upload): AbortMultipartUploadCommand {
  const instant = instantInS3(initiated);
  return new AbortMultipartUploadCommand({
    ...addressOf(target),
    Key: key,
    UploadId: uploadId,
    // Whole seconds on the wire. Only directory buckets know it.
    IfMatchInitiatedTime: isDirectoryBucket(target.bucket) && instant ? new Date(instant) : undefined,
  });
}

export function listPartsCommand(target: Target, { key, uploadId }: UploadRef, after?: string): ListPartsCommand {
  return new ListPartsCommand({ ...addressOf(target), Key: key, UploadId: uploadId, PartNumberMarker: after });
}

export function headObjectCommand(target: Target, key: string): HeadObjectCommand {
  return new HeadObjectCommand({ ...addressOf(target), Key: key });
}

export function putObjectCommand(target: Target, { key, body }: ObjectToPut): PutObjectCommand {
  return new PutObjectCommand({ ...addressOf(target), Key: key, Body: body, ContentType: 'application/x-ndjson' });
}

function addressOf(target: Target) {
  return {
    Bucket: target.bucket,
    ExpectedBucketOwner: target.expectedBucketOwner,
    RequestPayer: isDirectoryBucket(target.bucket) ? undefined : target.requestPayer,
  };
}
