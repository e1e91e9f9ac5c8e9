import type { Behaviour } from '../behaviour.ts';
import { ABORTING } from './aborting.ts';
import { ACCESS } from './access.ts';
import { BUCKETS } from './buckets.ts';
import { KEYS } from './keys.ts';
import { LISTING } from './listing.ts';
import { OBJECTS } from './objects.ts';
import { PAGING } from './paging.ts';
import { PARTS } from './parts.ts';

/** What the product depends on. */
export const BEHAVIOURS: Behaviour[] = [
  ...LISTING,
  ...PAGING,
  ...KEYS,
  ...ABORTING,
  ...PARTS,
  ...BUCKETS,
  ...OBJECTS,
  ...ACCESS,
];
