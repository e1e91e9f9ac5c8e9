import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { isInKeyOrder } from '../../../../domain/key-order.ts';
import type { Target, UploadRef } from '../../../contract.ts';

/**
 * True where a page lists keys in their order, and so tells which keys come before it and behind it. MinIO and moto
 * list in the order of initiation, s3proxy in that of UTF-16, a directory bucket in none. docs/compatibility.md,
 * Listing: "lists keys in the order of their UTF-8 bytes".
 */
export function isListedInOrder(uploads: UploadRef[], { bucket }: Target): boolean {
  return !isDirectoryBucket(bucket) && isInKeyOrder(uploads.map(({ key }) => key));
}
