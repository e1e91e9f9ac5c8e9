import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import type { ListRequest } from '../../../activities/s3/gateway.ts';
import type { Store } from '../scenario.ts';
import { failureOf, type ModelBucket, type ModelUpload } from './bucket.ts';

/** What S3 answers to ListMultipartUploads, in the way of the store. */
export function answerListing(
  bucket: ModelBucket,
  store: Store,
  request: ListRequest,
): Partial<ListMultipartUploadsCommandOutput> {
  const { prefix = '' } = request;
  const all = inOrderOf(bucket, store);
  const candidates = all.slice(firstOf(all, bucket, store, request)).filter(({ key }) => key.startsWith(prefix));
  const most = store.everythingAtOnce ? candidates.length : Math.min(store.pageSize, request.maxUploads);
  const listed = candidates.slice(0, most);
  for (const upload of listed) upload.wasListed = true;
  const last = listed.at(-1);
  const Uploads = listed.map(({ key, uploadId, says }) => ({ Key: key, UploadId: uploadId, Initiated: says }));
  if (!last || listed.length === candidates.length)
    return { Bucket: bucket.name, IsTruncated: false, Uploads } as never;
  return { Bucket: bucket.name, IsTruncated: true, Uploads, ...nextOf(last, store) } as never;
}

function inOrderOf(bucket: ModelBucket, store: Store): ModelUpload[] {
  if (!store.isDirectory && !store.everythingAtOnce) return bucket.inOrder;
  const existing = bucket.uploads.filter(({ exists }) => exists);
  // A directory bucket lists in no order, and always in the same one.
  return store.isDirectory ? existing.sort((a, b) => (a.uploadId < b.uploadId ? -1 : 1)) : existing;
}

function nextOf({ key, uploadId }: ModelUpload, { isDirectory, markers }: Store): object {
  if (isDirectory) return { NextKeyMarker: `token-${uploadId}` };
  return { NextKeyMarker: key, ...(markers !== 'no next upload ID' && { NextUploadIdMarker: uploadId }) };
}

/** Where in the order the page begins. */
function firstOf(all: ModelUpload[], bucket: ModelBucket, store: Store, { marker }: ListRequest): number {
  if (!marker || store.everythingAtOnce || store.markers === 'ignored') return 0;
  if (store.isDirectory) return behind(all, bucket, store, marker.key.replace('token-', ''));
  const { key, uploadId } = marker;
  if (uploadId === undefined || store.markers === 'upload ID ignored') return behindKey(all, key, store);
  if (store.markers === 'all refused' || bucket.known(uploadId)?.key !== key) throw refused(bucket);
  return behind(all, bucket, store, uploadId);
}

function behindKey(all: ModelUpload[], key: string, { markers }: Store): number {
  const wanted = Buffer.from(key);
  const first = all.findIndex((upload) => {
    const order = Buffer.compare(Buffer.from(upload.key), wanted);
    return order > 0 || (order === 0 && markers === 'key included');
  });
  return first < 0 ? all.length : first;
}

function behind(all: ModelUpload[], bucket: ModelBucket, store: Store, uploadId: string): number {
  const upload = bucket.known(uploadId);
  if (!upload || (!upload.exists && store.goneMarkers === 'refused')) throw refused(bucket);
  const isBehind = store.isDirectory
    ? (other: ModelUpload) => other.uploadId > uploadId
    : (other: ModelUpload) => isAfter(other, upload);
  const first = all.findIndex(isBehind);
  return first < 0 ? all.length : first;
}

function isAfter(a: ModelUpload, b: ModelUpload): boolean {
  return (Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.serial - b.serial) > 0;
}

function refused(bucket: ModelBucket) {
  return failureOf('InvalidArgument', 'list', bucket.name);
}
