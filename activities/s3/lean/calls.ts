import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { instantInS3 } from '../../../domain/selection.ts';
import type { Target, Upload, UploadRef } from '../../contract.ts';
import type { AskedListing } from '../dialect/listing/asked-whole.ts';

/** What is in a request of one operation, beyond what is in all of them: the equal of the SDK's command. */
export interface Call {
  /** Absent: the request is to the bucket. */
  key?: string;
  query: Record<string, string | undefined>;
  headers?: Record<string, string>;
}

/** `encodes`: whether keys are asked for in an encoding that XML can hold. */
export function listUploadsCall({ target, prefix, marker, maxUploads }: AskedListing, encodes = true): Call {
  return {
    query: {
      'encoding-type': encodes ? 'url' : undefined,
      'key-marker': marker?.key,
      'max-uploads': maxUploads?.toString(),
      prefix,
      'upload-id-marker': isDirectoryBucket(target.bucket) ? undefined : marker?.uploadId || undefined,
    },
  };
}

export function abortCall(target: Target, { key, uploadId, initiated }: Upload): Call {
  const call = { key, query: { uploadId } };
  if (!isDirectoryBucket(target.bucket)) return call;
  return { ...call, headers: { 'x-amz-if-match-initiated-time': new Date(instantInS3(initiated)).toUTCString() } };
}

export function listPartsCall({ key, uploadId }: UploadRef, after?: string): Call {
  return { key, query: { 'part-number-marker': after, uploadId } };
}

export function headObjectCall(key: string): Call {
  return { key, query: {} };
}
