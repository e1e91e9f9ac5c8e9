import type {
  _Error,
  DeleteObjectsCommandOutput,
  ListObjectsV2CommandOutput,
  ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import type { ObjectRef } from '../../bucket/contract.ts';
import type { Target } from '../../contract.ts';
import type { ListedObject, ListedObjects, RefusedDeletion } from '../bucket-gateway.ts';
import { keyDecoder } from '../dialect/keys/url-encoding.ts';
import { protectionIn } from '../dialect/lock/object-lock.ts';
import { S3Failure } from '../failures.ts';
import type { S3Operation } from '../operations.ts';

interface VersionMarker {
  key: string;
  versionId?: string;
}

export function versionsOf(
  output: ListObjectVersionsCommandOutput,
  target: Target,
  after: VersionMarker | undefined,
): ListedObjects {
  const operation = 'ListObjectVersions';
  if (output.Name === undefined && output.IsTruncated === undefined) throw failed('InvalidResponse', operation, target);
  const decode = keyDecoder(output.EncodingType);
  const versions = (output.Versions ?? []).map((version) => ({ ...version, isDeleteMarker: false }));
  const deleteMarkers = (output.DeleteMarkers ?? []).map((marker) => ({ ...marker, isDeleteMarker: true }));
  const objects = [...versions, ...deleteMarkers].map(({ Key, VersionId, isDeleteMarker }): ListedObject => {
    if (!Key) throw failed('IncompleteListing', operation, target);
    return { key: decode(Key), ...(VersionId && { versionId: VersionId }), isDeleteMarker };
  });
  if (!output.IsTruncated) return { objects };
  const next: VersionMarker = {
    key: decode(output.NextKeyMarker ?? ''),
    ...(output.NextVersionIdMarker && { versionId: output.NextVersionIdMarker }),
  };
  const standsStill = next.key === after?.key && next.versionId === after.versionId;
  if (next.key === '' || standsStill) throw failed('ListingDoesNotAdvance', operation, target);
  return { objects, next };
}

export function objectsOf(
  output: ListObjectsV2CommandOutput,
  target: Target,
  after: string | undefined,
): ListedObjects {
  const operation = 'ListObjectsV2';
  if (output.Name === undefined && output.IsTruncated === undefined) throw failed('InvalidResponse', operation, target);
  const decode = keyDecoder(output.EncodingType);
  const objects = (output.Contents ?? []).map(({ Key }): ListedObject => {
    if (!Key) throw failed('IncompleteListing', operation, target);
    return { key: decode(Key), isDeleteMarker: false };
  });
  if (!output.IsTruncated) return { objects };
  const token = output.NextContinuationToken;
  if (!token || token === after) throw failed('ListingDoesNotAdvance', operation, target);
  return { objects, next: { token } };
}

/** What a DeleteObjects did not delete: an answer of status 200 may hold errors. */
export function refusedOf({ Errors = [] }: DeleteObjectsCommandOutput, target: Target): RefusedDeletion[] {
  return Errors.filter(({ Code = '' }) => !NOT_THERE.has(Code)).map((error) => ({
    object: { key: error.Key ?? '', ...(error.VersionId && { versionId: error.VersionId }) },
    failure: failed(codeOf(error), 'DeleteObjects', target, error.Message),
  }));
}

/** What a DeleteObject that failed did not delete: nothing where the object does not exist. */
export function refusedAlone(object: ObjectRef, failure: S3Failure): RefusedDeletion[] {
  const { code, operation, target, said = '' } = failure;
  if (NOT_THERE.has(code)) return [];
  const protection = protectionIn(said);
  return [{ object, failure: protection ? failed(protection, operation, target, said) : failure }];
}

/** S3 reports an object that does not exist as deleted. A store that answers these codes says the same. */
const NOT_THERE = new Set(['NoSuchKey', 'NoSuchVersion']);

function codeOf({ Code = 'UnknownError', Message = '' }: _Error): string {
  return protectionIn(Message) ?? Code;
}

function failed(code: string, operation: S3Operation, target: Target, said?: string): S3Failure {
  return new S3Failure({ code, operation, target, said });
}
