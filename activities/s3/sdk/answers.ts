import type {
  ListMultipartUploadsCommandOutput,
  ListPartsCommandOutput,
  MultipartUpload,
  Part,
} from '@aws-sdk/client-s3';
import { instantInS3 } from '../../../domain/selection.ts';
import type { Target } from '../../contract.ts';
import { asInstant } from '../dialect/instant.ts';
import { nextMarker } from '../dialect/listing/next-marker.ts';
import { keyDecoder } from '../dialect/url-encoding.ts';
import { S3Failure } from '../failures.ts';
import type { ListedPage, ListedParts, ListedUpload } from '../gateway.ts';
import type { S3Operation } from '../operations.ts';

/** As the SDK reads it, or with instants as they were said: the SDK throws at those that have no zone. */
export interface SaidUploads extends Partial<Omit<ListMultipartUploadsCommandOutput, 'Uploads'>> {
  Uploads?: SaidUpload[] | undefined;
}
export type SaidUpload = Omit<MultipartUpload, 'Initiated'> & { Initiated?: Date | string | undefined };

export interface SaidParts extends Partial<Omit<ListPartsCommandOutput, 'Parts'>> {
  Parts?: SaidPart[] | undefined;
}
export type SaidPart = Omit<Part, 'LastModified'> & { LastModified?: Date | string | undefined };

export function pageOf(output: SaidUploads, target: Target): ListedPage {
  // Any XML that a proxy answers with status 200 reads as a listing of nothing. A listing of S3 names its bucket.
  if (output.Bucket === undefined && output.IsTruncated === undefined)
    throw notAListing('ListMultipartUploads', target);
  const decode = keyDecoder(output.EncodingType);
  const uploads = (output.Uploads ?? []).map((upload) => asListedUpload(upload, decode, target));
  // S3 fills in the next markers at the end of a listing, too. Only IsTruncated tells.
  if (!output.IsTruncated) return { uploads };
  const { NextKeyMarker: key = '', NextUploadIdMarker: uploadId = '' } = output;
  const next = nextMarker({ key: decode(key), uploadId }, uploads, target);
  if (next) return { uploads, next };
  // Nothing is on the page, and nobody can say where another one would begin.
  if (uploads.length === 0) return { uploads };
  throw new S3Failure({ code: 'ListingDoesNotAdvance', operation: 'ListMultipartUploads', target });
}

/** No upload is without a key and an ID. Where S3 does not say when it began, it may still be aborted by name. */
function asListedUpload(upload: SaidUpload, decode: (key: string) => string, target: Target): ListedUpload {
  const { Key: key, UploadId: uploadId, Initiated: initiated, Initiator: initiator } = upload;
  if (!key || !uploadId) {
    throw new S3Failure({ code: 'IncompleteListing', operation: 'ListMultipartUploads', target });
  }
  return {
    key: decode(key),
    uploadId,
    initiated: asInstant(initiated),
    ...(initiator?.ID && { initiator: initiator.ID }),
  };
}

export function partsOf(output: SaidParts, target: Target, after: string | undefined): ListedParts {
  if (output.UploadId === undefined && output.IsTruncated === undefined) throw notAListing('ListParts', target);
  const parts = (output.Parts ?? []).map(({ Size: size = 0, LastModified: modified }) => ({
    size,
    modified: orNow(asInstant(modified)),
  }));
  if (!output.IsTruncated) return { parts };
  const next = output.NextPartNumberMarker;
  if (!next || next === after) throw new S3Failure({ code: 'ListingDoesNotAdvance', operation: 'ListParts', target });
  return { parts, next };
}

/** A part of unknown age may have been written just now. */
function orNow(instant: string): string {
  return Number.isNaN(instantInS3(instant)) ? asInstant(new Date()) : instant;
}

function notAListing(operation: S3Operation, target: Target): S3Failure {
  return new S3Failure({ code: 'InvalidResponse', operation, target });
}
