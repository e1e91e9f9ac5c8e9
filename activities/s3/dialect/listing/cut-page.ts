import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { compareKeys } from '../../../../domain/key-order.ts';
import type { Marker, UploadRef } from '../../../contract.ts';
import type { ListedPage, ListRequest } from '../../gateway.ts';
import { differing } from './differing.ts';

/**
 * The page that was asked for. MinIO and moto list everything at once, whatever they are asked for. Such a listing is
 * cut here, in the order of keys and upload IDs, so that a marker outlives the upload it names. docs/compatibility.md,
 * Markers: "ends a page at max-uploads and says where to go on".
 */
export function cutPage(listed: ListedPage, { target, marker, maxUploads }: ListRequest): ListedPage {
  const isWhole = marker?.unpaged || (!listed.next && listed.uploads.length > maxUploads);
  if (!isWhole || isDirectoryBucket(target.bucket)) return listed;
  const rest = listed.uploads.filter((upload) => !marker || isBehind(upload, marker)).sort(byKeyAndId);
  const uploads = rest.slice(0, maxUploads);
  const last = uploads.at(-1);
  const page = { uploads, differs: differing(listed, 'listed-at-once') };
  if (!last || uploads.length === rest.length) return page;
  return { ...page, next: { key: last.key, uploadId: last.uploadId, unpaged: true } };
}

/** The request that S3 gets. It leaves out a marker of ours, which S3 does not know. */
export function withoutOurMarker({ marker, ...request }: ListRequest): ListRequest {
  return marker && !marker.unpaged ? { ...request, marker } : request;
}

function isBehind(upload: UploadRef, { key, uploadId }: Marker): boolean {
  return uploadId === undefined ? compareKeys(upload.key, key) > 0 : byKeyAndId(upload, { key, uploadId }) > 0;
}

function byKeyAndId(a: UploadRef, b: UploadRef): number {
  return compareKeys(a.key, b.key) || (a.uploadId < b.uploadId ? -1 : Number(a.uploadId > b.uploadId));
}
