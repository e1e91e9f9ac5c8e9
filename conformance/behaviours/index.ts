import type { Behaviour, Need } from '../behaviour.ts';
import { ABORTING } from './aborting.ts';
import { ACCESS } from './access.ts';
import { BUCKETS } from './buckets.ts';
import { KEYS } from './keys.ts';
import { LISTING } from './listing.ts';
import { OBJECTS } from './objects.ts';
import { PAGING } from './paging.ts';
import { PARTS } from './parts.ts';

export interface Section {
  title: string;
  behaviours: Behaviour[];
}

/** What the product depends on, in the order of docs/compatibility.md. */
export const SECTIONS: Section[] = [
  { title: 'Listing', behaviours: LISTING },
  { title: 'Markers', behaviours: all(PAGING, 'listing by prefix') },
  { title: 'Keys', behaviours: KEYS },
  { title: 'Aborts and parts', behaviours: [...ABORTING, ...PARTS] },
  { title: 'Buckets and objects', behaviours: [...all(BUCKETS, 'own bucket'), ...OBJECTS] },
  { title: 'Access', behaviours: ACCESS },
];

export const BEHAVIOURS: Behaviour[] = SECTIONS.flatMap(({ behaviours }) => behaviours);

function all(behaviours: Behaviour[], need: Need): Behaviour[] {
  return behaviours.map((behaviour) => ({ ...behaviour, needs: [need] }));
}
