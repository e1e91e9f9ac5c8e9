import { ABORTING_DIFFERENCES, PARTS_DIFFERENCES } from './aborting.ts';
import { ACCESS_DIFFERENCES } from './access.ts';
import { BUCKET_DIFFERENCES, OBJECT_DIFFERENCES } from './buckets.ts';
import { KEY_DIFFERENCES } from './keys.ts';
import type { Known } from './known.ts';
import { LISTING_DIFFERENCES } from './listing.ts';
import { PAGING_DIFFERENCES } from './paging.ts';

/** By the titles of behaviours. */
export const KNOWN_DIFFERENCES: Record<string, Known> = {
  ...LISTING_DIFFERENCES,
  ...PAGING_DIFFERENCES,
  ...KEY_DIFFERENCES,
  ...ABORTING_DIFFERENCES,
  ...PARTS_DIFFERENCES,
  ...BUCKET_DIFFERENCES,
  ...OBJECT_DIFFERENCES,
  ...ACCESS_DIFFERENCES,
};
