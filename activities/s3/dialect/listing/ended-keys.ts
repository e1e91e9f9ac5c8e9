import type { Target } from '../../../contract.ts';
import type { ListedPage } from '../../gateway.ts';
import { isListedInOrder } from './listing-order.ts';

/**
 * A page up to the last key that is listed to its end, and the place behind that key, which is the only kind that every S3 takes:
 * S3 may refuse the marker of an upload that is gone, versitygw refuses each with an upload ID, and Adobe S3Mock ignores the upload
 * ID. The next page begins with the key that is left out here. A page of one key ends in the middle of it.
 * docs/compatibility.md, Markers: "ends a page at max-uploads and says where to go on".
 */
export function upToLastEndedKey(listed: ListedPage, target: Target): ListedPage {
  const { uploads, next, ...shown } = listed;
  const lastKey = uploads.at(-1)?.key;
  const isPlace = next && !next.unpaged && next.key === lastKey;
  if (!isPlace || !isListedInOrder(uploads, target)) return listed;
  const ended = uploads.findLastIndex(({ key }) => key !== lastKey);
  const last = uploads[ended];
  return last ? { ...shown, uploads: uploads.slice(0, ended + 1), next: { key: last.key } } : listed;
}
