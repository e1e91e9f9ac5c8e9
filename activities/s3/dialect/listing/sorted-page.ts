import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { compareKeys, isInKeyOrder } from '../../../../domain/key-order.ts';
import type { Target } from '../../../contract.ts';
import type { ListedUpload } from '../../gateway.ts';
import type { SaidMarkers } from './next-marker.ts';

/**
 * The uploads of a page in the order of their keys, and those of a key as listed. Garage ends each page where S3 would, and shows it in
 * the order of upload IDs: the key that it goes on from is the greatest of the page. Other stores list in an order of their own, in
 * which the marker is a place, and keep it: s3proxy in that of UTF-16. docs/compatibility.md, Listing: "lists keys in the order of their
 * UTF-8 bytes".
 */
export function sortedPage(uploads: ListedUpload[], said: SaidMarkers | undefined, { bucket }: Target): ListedUpload[] {
  if (!said || isDirectoryBucket(bucket)) return uploads;
  const keys = uploads.map(({ key }) => key);
  if (isInKeyOrder(keys) || isInUtf16Order(keys) || !isGreatestOf(keys, said.key)) return uploads;
  return uploads.toSorted((a, b) => compareKeys(a.key, b.key));
}

function isInUtf16Order(keys: string[]): boolean {
  return keys.every((key, at) => at === 0 || (keys[at - 1] ?? key) <= key);
}

function isGreatestOf(keys: string[], greatest: string): boolean {
  return keys.includes(greatest) && keys.every((key) => compareKeys(key, greatest) <= 0);
}
