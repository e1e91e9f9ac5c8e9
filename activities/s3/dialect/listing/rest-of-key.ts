import { isInsideKey } from '../../../../domain/upload.ts';
import type { Marker } from '../../../contract.ts';
import type { ListedPage, ListRequest } from '../../gateway.ts';

/** Ten thousand uploads of one key that stay: who has so many of them is not asked about the last one. */
const PAGES_AT_MOST = 10;

/**
 * True where a page leaves out uploads of the key in whose middle it should have begun: Adobe S3Mock ignores upload-id-marker, and
 * goes on behind the key. A page without any of the key raises the question; what is left of the key, and what comes behind the
 * last upload but one of it, answer it. docs/compatibility.md, Others: "ignores an upload-id-marker".
 */
export async function leavesOutRestOfKey(request: ListRequest, listed: ListedPage, list: List): Promise<boolean> {
  const { marker } = request;
  if (!marker || !isInsideKey(marker) || listed.uploads.some(({ key }) => key === marker.key)) return false;
  const ids = await uploadsOfKey(marker.key, request, list);
  const at = ids.indexOf(marker.uploadId ?? '');
  if (ids.length < 2 || (at >= 0 && at < ids.length - 1)) return ids.length > 0 && at !== ids.length - 1;
  const [before, last] = ids.slice(-2);
  // Two, for gofakes3 lists the upload of a marker once more.
  const behind = await list({ ...request, marker: { key: marker.key, uploadId: before as string }, maxUploads: 2 });
  return behind.uploads.every(({ uploadId }) => uploadId !== last);
}

type List = (request: ListRequest) => Promise<ListedPage>;

async function uploadsOfKey(key: string, { target, maxUploads }: ListRequest, list: List): Promise<string[]> {
  const ids: string[] = [];
  let marker: Marker | undefined;
  for (let pages = 1; pages <= PAGES_AT_MOST; pages += 1) {
    const { uploads, next } = await list({ target, prefix: key, maxUploads, ...(marker && { marker }) });
    // What ignores a prefix does not answer the question.
    if (uploads.some((upload) => !upload.key.startsWith(key))) return [];
    const ofKey = uploads.filter((upload) => upload.key === key);
    ids.push(...ofKey.map(({ uploadId }) => uploadId).filter((id) => !ids.includes(id)));
    if (!next || ofKey.length < uploads.length || uploads.length === 0) break;
    marker = next;
  }
  return ids;
}
