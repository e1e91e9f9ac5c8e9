import type { Listed, UploadPage, UploadRef } from '../../../activities/contract.ts';
import type { AbortedUpload } from '../../../workflows/cleanup/contract.ts';

/** An upload of a job, initiated before it began. */
export function uploadOf(key: string, more: Partial<AbortedUpload> = {}): AbortedUpload {
  return { key, uploadId: `id of ${key}`, initiated: '2026-01-01T00:00:00Z', reason: '', aborts: 0, ...more };
}

/** As a listing shows it. */
export function listedOf(key: string) {
  const { uploadId, initiated } = uploadOf(key);
  return { key, uploadId, initiated };
}

/** A page of a listing. */
export function pageOf(keys: string[], more: Partial<UploadPage> = {}): UploadPage {
  return { uploads: keys.map(listedOf), keptYoung: 0, initiators: [], requests: { list: 1 }, ...more };
}

/** The keys that an activity is told, or the positions where it is told of a page. */
export const keysOf = (uploads: Array<Listed | UploadRef>) =>
  uploads.map((told) => ('key' in told ? told.key : told.at));
