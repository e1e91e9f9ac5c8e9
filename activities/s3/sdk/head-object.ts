import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Target } from '../../contract.ts';
import { asInstant } from '../dialect/instant.ts';
import { S3Failure } from '../failures.ts';
import type { FoundObject } from '../gateway.ts';
import { isSuspicion } from './head-answers.ts';

type Told = Pick<HeadObjectCommandOutput, 'ContentLength' | 'LastModified' | 'ETag' | 'PartsCount'>;

/** What HeadObject tells of an object. */
export function objectOf({ ContentLength, LastModified, ETag, PartsCount }: Told): FoundObject {
  const parts = PartsCount ?? partsIn(ETag);
  return { bytes: ContentLength ?? 0, ...(parts !== undefined && { parts }), modified: asInstant(LastModified) };
}

/** The same, of the headers as they come. */
export function objectIn(headers: Record<string, string | string[] | undefined>): FoundObject {
  const { 'content-length': length, 'last-modified': modified, etag, 'x-amz-mp-parts-count': parts } = headers;
  return objectOf({
    ContentLength: Number(length ?? 0),
    LastModified: new Date(String(modified)),
    ETag: etag === undefined ? undefined : String(etag),
    PartsCount: parts === undefined ? undefined : Number(parts),
  });
}

/**
 * Undefined where the answer to a HEAD says that there is no such object, or no such bucket; else it fails. The answer has no body,
 * and so no error code.
 */
export function noObject(error: unknown, target: Target): undefined {
  if (!(error instanceof S3Failure) || isSuspicion(error)) throw error;
  const { status, region, cause } = error;
  const failed = { operation: 'HeadObject', target, status, region, cause } as const;
  if (status === 404) return undefined;
  if (status === 403) throw new S3Failure({ ...failed, code: 'AccessDenied' });
  // An object that is encrypted with a key of its owner's (SSE-C) is told to nobody else.
  throw status === 400 ? new S3Failure({ ...failed, code: 'InvalidRequest' }) : error;
}

/** The ETag of an object that was made of parts ends in their number. */
function partsIn(etag: string | undefined): number | undefined {
  const [, parts] = /-(\d{1,5})"?$/.exec(etag ?? '') ?? [];
  return parts === undefined ? undefined : Number(parts);
}
