import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { compareKeys, isInKeyOrder } from '../../domain/key-order.ts';
import { createCutOff } from '../../domain/selection.ts';
import type { Boundary, ListUploadsInput, PageInitiator, Upload, UploadPage } from '../contract.ts';
import type { ListedPage, ListedUpload } from '../s3/gateway.ts';

/**
 * What of a listed page the input asks for: uploads under the prefix, whatever S3 made of it, up to `through`, and
 * initiated before the cut-off.
 */
export function selectUploads(listed: ListedPage, input: ListUploadsInput): Omit<UploadPage, 'requests'> {
  const { prefix = '', through, initiatedBefore, target } = input;
  const underPrefix = listed.uploads.filter(({ key }) => key.startsWith(prefix));
  const inRange = underPrefix.filter(({ key }) => through === undefined || compareKeys(key, through) <= 0);
  const isBeforeCutOff = createCutOff(initiatedBefore);
  const selected = inRange.filter(isBeforeCutOff);
  const isOrdered = !isDirectoryBucket(target.bucket) && isInKeyOrder(listed.uploads.map(({ key }) => key));
  const hasReachedEnd = isOrdered && inRange.length < underPrefix.length;
  const boundary = isOrdered ? boundaryOf(inRange, isBeforeCutOff) : undefined;
  return {
    uploads: selected.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated })),
    keptYoung: inRange.length - selected.length,
    initiators: initiatorsOf(selected),
    ...(listed.next && !hasReachedEnd && { next: listed.next }),
    ...(boundary && { boundary }),
  };
}

/** The last key of a page may go on in the next one; the key before it cannot. */
function boundaryOf(uploads: ListedUpload[], isSelected: (upload: Upload) => boolean): Boundary | undefined {
  const lastKey = uploads.at(-1)?.key;
  const last = uploads.findLastIndex(({ key }) => key !== lastKey);
  const afterKey = uploads[last]?.key;
  if (afterKey === undefined) return undefined;
  const upToThere = uploads.slice(0, last + 1);
  const selected = upToThere.filter(isSelected).length;
  return { afterKey, keptYoung: upToThere.length - selected, selected };
}

function initiatorsOf(uploads: ListedUpload[]): PageInitiator[] {
  const positions = new Map<string, number[]>();
  for (const [position, { initiator }] of uploads.entries()) {
    if (initiator === undefined) continue;
    const at = positions.get(initiator);
    if (at) at.push(position);
    else positions.set(initiator, [position]);
  }
  return [...positions].map(([id, at]) => ({ id, uploads: at.length, ...(at.length < uploads.length && { at }) }));
}
