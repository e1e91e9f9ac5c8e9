import { compareKeys } from '../../domain/key-order.ts';
import { createCutOff } from '../../domain/selection.ts';
import type { Boundary, ListUploadsInput, PageInitiator, Upload, UploadPage } from '../contract.ts';
import { isListedInOrder } from '../s3/dialect/listing-order.ts';
import type { ListedPage, ListedUpload } from '../s3/gateway.ts';

/**
 * Selects from a listed page what the input asks for: uploads under the prefix, up to `through`, and initiated before
 * the cut-off. S3 may have listed others.
 */
export function selectUploads(listed: ListedPage, input: ListUploadsInput): Omit<UploadPage, 'requests'> {
  const { prefix = '', through, initiatedBefore, target } = input;
  const underPrefix = listed.uploads.filter(({ key }) => key.startsWith(prefix));
  const inRange = underPrefix.filter(({ key }) => through === undefined || compareKeys(key, through) <= 0);
  const isBeforeCutOff = createCutOff(initiatedBefore);
  const selected = inRange.filter(isBeforeCutOff);
  const isOrdered = isListedInOrder(listed.uploads, target);
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

/** The last key of a page may continue in the next page. The key before it cannot. */
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
