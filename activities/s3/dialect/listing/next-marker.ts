import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { compareKeys } from '../../../../domain/key-order.ts';
import type { Marker, Target, UploadRef } from '../../../contract.ts';

/** What a truncated page says of the next one. */
export interface SaidMarkers {
  /** Decoded. */
  key: string;
  uploadId: string;
}

/**
 * Where a truncated page goes on: behind its last upload, whose key may go on, which is what AWS says. What a store says instead may be
 * nothing, or the upload behind: gofakes3 lists it again where it is the marker, S3 would leave it out. A key that is not the last one,
 * and has no upload ID with it, is the store's own token, and no place among the keys: so its upload ID is empty. Undefined: the page
 * does not say, and has no upload. docs/compatibility.md, Others: "says that a page is truncated, and not where the next one begins".
 */
export function nextMarker(said: SaidMarkers, uploads: UploadRef[], { bucket }: Target): Marker | undefined {
  if (isDirectoryBucket(bucket)) return said.key === '' ? undefined : { key: said.key };
  const last = uploads.at(-1);
  const isToken = said.key !== '' && said.uploadId === '' && said.key !== last?.key;
  if (last && !isToken && !isPlaceOf(said, uploads, last)) return { key: last.key, uploadId: last.uploadId };
  return said.key === '' ? undefined : { key: said.key, uploadId: said.uploadId };
}

/** It is on the page, or the page is in no order of keys, and its last upload is no place. */
function isPlaceOf(said: SaidMarkers, uploads: UploadRef[], last: UploadRef): boolean {
  if (said.key === '' || said.uploadId === '') return false;
  const isOnPage = uploads.some(({ key, uploadId }) => key === said.key && uploadId === said.uploadId);
  return isOnPage || uploads.some(({ key }) => compareKeys(key, last.key) > 0);
}
