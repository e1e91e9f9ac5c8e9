import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { compareKeys } from '../../../../domain/key-order.ts';
import type { Marker, UploadRef } from '../../../contract.ts';
import { S3Failure } from '../../failures.ts';
import type { ListedPage, ListRequest } from '../../gateway.ts';
import { differing } from './differing.ts';
import { isListedInOrder } from './listing-order.ts';

/**
 * A page without the uploads that its marker says are listed. Ceph RGW 16 and LocalStack list the key of a key-marker alone once more,
 * and a store may ignore markers. Where the whole page is of that key, the next one is asked for. A page that does not advance fails
 * with ListingDoesNotAdvance: it would never end. docs/compatibility.md, Others: "list the key of a key-marker alone once more".
 */
export async function listBehind(request: ListRequest, list: List): Promise<ListedPage> {
  const { marker } = request;
  let listed = await list(request);
  if (!marker || marker.unpaged) return listed;
  refuseStandstill(listed, marker, request);
  if (isDirectoryBucket(request.target.bucket)) return listed;
  const passed = new Set<string | undefined>();
  while (isAllOfKey(listed, marker)) {
    if (passed.has(listed.next?.uploadId)) throw standstill(request);
    passed.add(listed.next?.uploadId);
    listed = await list({ ...request, ...(listed.next && { marker: listed.next }) });
  }
  if (!isListedInOrder(listed.uploads, request.target)) return listed;
  const uploads = uploadsBehind(listed.uploads, marker);
  const isRepeated = marker.uploadId === undefined && (passed.size > 0 || uploads.length < listed.uploads.length);
  return { ...listed, uploads, ...(isRepeated && { differs: differing(listed, 'key-marker-repeats') }) };
}

type List = (request: ListRequest) => Promise<ListedPage>;

/** A place behind the marker is another one, and not at an earlier key. A store's own token says nothing of order. */
function refuseStandstill({ uploads, next }: ListedPage, marker: Marker, request: ListRequest): void {
  if (!next) return;
  const isSame = next.key === marker.key && next.uploadId === marker.uploadId;
  const isPlace =
    next.key === uploads.at(-1)?.key && marker.uploadId !== '' && !isDirectoryBucket(request.target.bucket);
  if (isSame || (isPlace && isBefore(next.key, marker.key))) throw standstill(request);
}

/** A marker that is a key alone says that all of this key is listed. */
function isAllOfKey({ uploads, next }: ListedPage, { key, uploadId }: Marker): boolean {
  return uploadId === undefined && next?.key === key && uploads.every((upload) => upload.key === key);
}

/** Where the upload of a marker is listed once more, so are those before it. */
function uploadsBehind<Item extends UploadRef>(uploads: Item[], { key, uploadId }: Marker): Item[] {
  if (uploadId === '') return uploads;
  const isListed = (upload: Item) => !isBefore(upload.key, key) && (upload.key !== key || uploadId !== undefined);
  return uploads.slice(uploads.findIndex((upload) => upload.uploadId === uploadId) + 1).filter(isListed);
}

/** In the order of UTF-8 and in that of UTF-16: s3proxy lists in the latter. */
function isBefore(key: string, other: string): boolean {
  return compareKeys(key, other) < 0 && key < other;
}

function standstill({ target }: ListRequest): S3Failure {
  return new S3Failure({ code: 'ListingDoesNotAdvance', operation: 'ListMultipartUploads', target });
}
