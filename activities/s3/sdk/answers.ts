import type { ListMultipartUploadsCommandOutput, ListPartsCommandOutput, MultipartUpload } from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import type { Marker, Target } from '../../contract.ts';
import { keyDecoder } from '../dialect/url-encoding.ts';
import { S3Failure } from '../failures.ts';
import type { ListedPage, ListedParts, ListedUpload, ListRequest } from '../gateway.ts';
import type { S3Operation } from '../operations.ts';

export function pageOf(
  output: Partial<ListMultipartUploadsCommandOutput>,
  { target, marker }: ListRequest,
): ListedPage {
  // Any XML that a proxy answers with status 200 reads as a listing of nothing. A listing of S3 names its bucket.
  if (output.Bucket === undefined && output.IsTruncated === undefined)
    throw notAListing('ListMultipartUploads', target);
  const decode = keyDecoder(output.EncodingType);
  const uploads = (output.Uploads ?? []).map((upload) => asListedUpload(upload, decode, target));
  // S3 fills in the next markers at the end of a listing, too. Only IsTruncated tells.
  if (!output.IsTruncated) return { uploads };
  const next: Marker = {
    key: decode(output.NextKeyMarker ?? ''),
    ...(output.NextUploadIdMarker && !isDirectoryBucket(target.bucket) && { uploadId: output.NextUploadIdMarker }),
  };
  if (next.key === '' || (next.key === marker?.key && next.uploadId === marker.uploadId)) {
    throw new S3Failure({ code: 'ListingDoesNotAdvance', operation: 'ListMultipartUploads', target });
  }
  return { uploads, next };
}

function asListedUpload(upload: MultipartUpload, decode: (key: string) => string, target: Target): ListedUpload {
  const { Key: key, UploadId: uploadId, Initiated: initiated, Initiator: initiator } = upload;
  if (!key || !uploadId || !initiated) {
    throw new S3Failure({ code: 'IncompleteListing', operation: 'ListMultipartUploads', target });
  }
  return {
    key: decode(key),
    uploadId,
    initiated: asInstant(initiated),
    ...(initiator?.ID && { initiator: initiator.ID }),
  };
}

export function partsOf(
  output: Partial<ListPartsCommandOutput>,
  target: Target,
  after: string | undefined,
): ListedParts {
  if (output.UploadId === undefined && output.IsTruncated === undefined) throw notAListing('ListParts', target);
  const parts = (output.Parts ?? []).map(({ Size: size = 0, LastModified: modified }) => ({
    size,
    // A part of unknown age may have been written just now.
    modified: asInstant(modified ?? new Date()),
  }));
  if (!output.IsTruncated) return { parts };
  const next = output.NextPartNumberMarker;
  if (!next || next === after) throw new S3Failure({ code: 'ListingDoesNotAdvance', operation: 'ListParts', target });
  return { parts, next };
}

function notAListing(operation: S3Operation, target: Target): S3Failure {
  return new S3Failure({ code: 'InvalidResponse', operation, target });
}

/** Zero milliseconds are left out, because history records every upload. */
function asInstant(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
