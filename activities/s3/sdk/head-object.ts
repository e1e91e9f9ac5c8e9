import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Target } from '../../contract.ts';
import { asInstant } from '../dialect/instant.ts';
import { S3Failure } from '../failures.ts';
import type { FoundObject } from '../gateway.ts';

/** What HeadObject tells of an object. */
export function objectOf({ ContentLength, LastModified, ETag, PartsCount }: HeadObjectCommandOutput): FoundObject {
  const parts = PartsCount ?? partsIn(ETag);
  return { bytes: ContentLength ?? 0, ...(parts !== undefined && { parts }), modified: asInstant(LastModified) };
}

/** The answer to a HEAD has no body, and so no error code. Undefined: there is no such object, or no such bucket. */
export function noObjectOrFailure(error: unknown, target: Target): unknown {
  if (!(error instanceof S3Failure)) return error;
  const { status, region, cause } = error;
  const failed = { operation: 'HeadObject', target, status, region, cause } as const;
  if (status === 404) return undefined;
  if (status === 403) return new S3Failure({ ...failed, code: 'AccessDenied' });
  // An object that is encrypted with a key of its owner's (SSE-C) is told to nobody else.
  return status === 400 ? new S3Failure({ ...failed, code: 'InvalidRequest' }) : error;
}

/** The ETag of an object that was made of parts ends in their number. */
function partsIn(etag: string | undefined): number | undefined {
  const [, parts] = /-(\d{1,5})"?$/.exec(etag ?? '') ?? [];
  return parts === undefined ? undefined : Number(parts);
}
