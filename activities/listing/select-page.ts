import { compareKeys } from '../../domain/key-order.ts';
import { createSelection } from '../../domain/selection.ts';
import { isInsideKey, nameOf } from '../../domain/upload.ts';
import type { ListUploadsInput, PageInitiator, Upload, UploadPage } from '../contract.ts';
import { isListedInOrder } from '../s3/dialect/listing/listing-order.ts';
import type { ListedPage, ListedUpload } from '../s3/gateway.ts';

/** What the input selects of a listed page, even if S3 lists other uploads, too. A key after `through` ends the listing. */
export function selectUploads(listed: ListedPage, input: ListUploadsInput): Omit<UploadPage, 'requests'> {
  const { isInScope, isOld } = createSelection(input);
  const inScope = listed.uploads.filter(isInScope);
  const selected = inScope.filter(isOld);
  const isOrdered = isListedInOrder(listed.uploads, input.target);
  const next = isOrdered && reachesEnd(listed, input) ? undefined : listed.next;
  const isYoungPlaced = next && isInsideKey(next) && selected.length < inScope.length;
  return {
    uploads: selected.map(nameOf),
    keptYoung: inScope.length - selected.length,
    initiators: initiatorsOf(selected),
    ...(next && { next }),
    ...(isYoungPlaced && { youngAfter: youngAfter(inScope, isOld) }),
  };
}

function reachesEnd({ uploads }: ListedPage, { prefix = '', through }: ListUploadsInput): boolean {
  if (through === undefined) return false;
  return uploads.some(({ key }) => key.startsWith(prefix) && compareKeys(key, through) > 0);
}

function youngAfter(uploads: ListedUpload[], isOld: (upload: Upload) => boolean): number[] {
  const places: number[] = [];
  let selected = 0;
  for (const upload of uploads) {
    if (isOld(upload)) selected += 1;
    else places.push(selected);
  }
  return places;
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
