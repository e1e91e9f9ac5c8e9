import type { Bucket } from './bucket.ts';
import type { Cursor } from './sorted-chunks.ts';
import type { StoredUpload } from './upload-store.ts';
import { compareUtf8 } from './utf8-order.ts';

export interface PageRequest {
  /** True for the uploads that earlier pages have shown. */
  isBefore: (upload: StoredUpload) => boolean;
  prefix: string;
  delimiter: string;
  keyMarker: string;
  /** Uploads and common prefixes together. */
  limit: number;
}

export interface UploadListing {
  uploads: StoredUpload[];
  commonPrefixes: string[];
  isTruncated: boolean;
  /** The last upload that the page accounts for. */
  last: StoredUpload | undefined;
  endsOnPrefix: boolean;
  /** Whether the next page begins with the key that this one ends with. */
  endsWithinKey: boolean;
}

/** One page of a bucket's uploads. */
export function uploadPage(bucket: Bucket, request: PageRequest): UploadListing {
  return bucket.isDirectory ? unsortedPage(bucket, request) : sortedPage(bucket, request);
}

function sortedPage(bucket: Bucket, request: PageRequest): UploadListing {
  const { isBefore, prefix, keyMarker, limit } = request;
  const page = emptyPage();
  const cursor = bucket.uploads.listing.seek((upload) => isBefore(upload) || compareUtf8(upload.key, prefix) < 0);
  for (let upload = cursor.item; upload?.key.startsWith(prefix); upload = cursor.item) {
    const group = commonPrefix(upload.key, request);
    if (group !== undefined && group === keyMarker) {
      skipGroup(cursor, group);
      continue;
    }
    if (isFull(page, limit)) return { ...page, isTruncated: true, endsWithinKey: upload.key === page.last?.key };
    addTo(page, upload, group);
    if (group === undefined) cursor.next();
    else skipGroup(cursor, group);
  }
  return page;
}

function skipGroup(cursor: Cursor<StoredUpload>, group: string): void {
  cursor.seek(({ key }) => compareUtf8(key, group) < 0 || key.startsWith(group));
}

/** A group of keys is shown where the first of its uploads would be, so that it is shown once. */
function unsortedPage(bucket: Bucket, request: PageRequest): UploadListing {
  const page = emptyPage();
  const groupsShown = new Set<string>();
  const isSkipped = request.delimiter === '' ? request.isBefore : () => false;
  const cursor = bucket.uploads.listing.seek(isSkipped);
  for (let upload = cursor.item; upload; cursor.next(), upload = cursor.item) {
    if (!upload.key.startsWith(request.prefix)) continue;
    const group = commonPrefix(upload.key, request);
    if (group !== undefined && groupsShown.has(group)) continue;
    if (group !== undefined) groupsShown.add(group);
    if (request.isBefore(upload)) continue;
    if (isFull(page, request.limit)) return { ...page, isTruncated: true };
    addTo(page, upload, group);
  }
  return page;
}

function emptyPage(): UploadListing {
  const ends = { isTruncated: false, last: undefined, endsOnPrefix: false, endsWithinKey: false };
  return { uploads: [], commonPrefixes: [], ...ends };
}

function isFull(page: UploadListing, limit: number): boolean {
  return page.uploads.length + page.commonPrefixes.length >= limit;
}

function addTo(page: UploadListing, upload: StoredUpload, group: string | undefined): void {
  if (group === undefined) page.uploads.push(upload);
  else page.commonPrefixes.push(group);
  page.last = upload;
  page.endsOnPrefix = group !== undefined;
}

/** The key up to its first delimiter after the prefix; undefined when it has none there. */
function commonPrefix(key: string, { prefix, delimiter }: PageRequest): string | undefined {
  if (delimiter === '') return undefined;
  const index = key.indexOf(delimiter, prefix.length);
  return index < 0 ? undefined : key.slice(0, index + delimiter.length);
}
