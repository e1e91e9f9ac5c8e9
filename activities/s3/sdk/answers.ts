import type {
  ListMultipartUploadsCommandOutput,
  ListPartsCommandOutput,
  MultipartUpload,
  Part,
} from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import type { DialectEntry } from '../../../domain/s3/dialect.ts';
import { instantInS3 } from '../../../domain/selection.ts';
import type { Target } from '../../contract.ts';
import { asInstant } from '../dialect/instant.ts';
import { KeySpelling } from '../dialect/keys/key-spelling.ts';
import { readKeys } from '../dialect/keys/read-keys.ts';
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

/** `server` is the header of that name; `spelling` is what is known of the connection. */
export function pageOf(
  output: SaidUploads,
  target: Target,
  server?: string | undefined,
  spelling = new KeySpelling(),
): ListedPage {
  // Any XML that a proxy answers with status 200 reads as a listing of nothing. A listing of S3 names its bucket.
  if (output.Bucket === undefined && output.IsTruncated === undefined)
    throw notAListing('ListMultipartUploads', target);
  const { NextKeyMarker: key = '', NextUploadIdMarker: uploadId = '' } = output;
  const uploads = (output.Uploads ?? []).map((upload) => asListedUpload(upload, target));
  const page = readKeys(
    {
      uploads,
      // S3 fills in the next markers at the end of a listing, too. Only IsTruncated tells.
      ...(output.IsTruncated && { markers: { key, uploadId } }),
      target,
      said: { encoding: output.EncodingType, isAws: server === 'AmazonS3' || isDirectoryBucket(target.bucket) },
      differs: unsaidOf(output, target),
    },
    spelling,
  );
  // Where nothing is on the page, nobody can say where another one would begin.
  if (!output.IsTruncated || page.next || uploads.length === 0) return page;
  throw new S3Failure({ code: 'ListingDoesNotAdvance', operation: 'ListMultipartUploads', target });
}

/** What AWS always says. */
function unsaidOf(output: SaidUploads, { bucket }: Target): DialectEntry[] {
  const { IsTruncated, NextKeyMarker, NextUploadIdMarker, Uploads = [] } = output;
  // Only AWS has them.
  if (isDirectoryBucket(bucket)) return [];
  const goesOn = IsTruncated && Uploads.length > 0;
  const isMarkerUnsaid = goesOn && !(NextKeyMarker && NextUploadIdMarker);
  return [
    ...(isMarkerUnsaid ? ['marker-unsaid' as const] : []),
    ...(Uploads.some(({ Initiated }) => !Initiated) ? ['initiated-unsaid' as const] : []),
    ...(Uploads.some(({ Initiator }) => !Initiator?.ID) ? ['initiator-unsaid' as const] : []),
  ];
}

/** No upload is without a key and an ID. Where S3 does not say when it began, it may still be aborted by name. */
function asListedUpload(upload: SaidUpload, target: Target): ListedUpload {
  const { Key: key, UploadId: uploadId, Initiated: initiated, Initiator: initiator } = upload;
  if (!key || !uploadId) {
    throw new S3Failure({ code: 'IncompleteListing', operation: 'ListMultipartUploads', target });
  }
  return {
    key,
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
