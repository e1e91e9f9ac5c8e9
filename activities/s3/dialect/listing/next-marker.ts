import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import type { Marker, Target, UploadRef } from '../../../contract.ts';

/** What a truncated page says of the next one. */
export interface SaidMarkers {
  /** Decoded. */
  key: string;
  uploadId: string;
}

/**
 * Where a truncated page goes on. What a store does not say of it is the last upload of the page: its key may go on. A key that is
 * not the last one, and has no upload ID with it, is the store's own token, and no place among the keys: so its upload ID is empty.
 * Undefined: the page does not say, and has no upload. docs/compatibility.md, Others: "says that a page is truncated, and not where
 * the next one begins".
 */
export function nextMarker(said: SaidMarkers, uploads: UploadRef[], { bucket }: Target): Marker | undefined {
  if (isDirectoryBucket(bucket)) return said.key === '' ? undefined : { key: said.key };
  if (said.key !== '' && said.uploadId !== '') return { key: said.key, uploadId: said.uploadId };
  const last = uploads.at(-1);
  if (last && (said.key === '' || said.key === last.key)) return { key: last.key, uploadId: last.uploadId };
  return said.key === '' ? undefined : { key: said.key, uploadId: '' };
}
