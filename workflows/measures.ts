import type { PrefixMeasure } from '../activities/contract.ts';
import type { CleanupReport } from './contract.ts';

const PREFIXES_AT_MOST = 100;
const OTHER_PREFIXES = '(other prefixes)';

/** Both added up by prefix, most bytes first; the prefixes beyond the largest are one entry. */
export function mergeMeasures(before: PrefixMeasure[], found: PrefixMeasure[]): PrefixMeasure[] {
  const sums = new Map(before.map((measure) => [measure.prefix, measure]));
  for (const measure of found) {
    const known = sums.get(measure.prefix);
    sums.set(measure.prefix, known ? addUp(measure.prefix, known, measure) : measure);
  }
  const most = [...sums.values()].sort((a, b) => b.bytes - a.bytes);
  return bound(most, PREFIXES_AT_MOST, (a, b) => addUp(OTHER_PREFIXES, a, b));
}

/** What all prefixes hold. */
export function measuredOf(byPrefix: PrefixMeasure[]): NonNullable<CleanupReport['measured']> {
  const sum = (what: 'parts' | 'bytes') => byPrefix.reduce((total, measure) => total + measure[what], 0);
  return { parts: sum('parts'), bytes: sum('bytes'), byPrefix };
}

/** The first `most` items; those beyond are merged into the last of them. */
export function bound<Item>(items: Item[], most: number, merge: (a: Item, b: Item) => Item): Item[] {
  if (items.length <= most) return items;
  return [...items.slice(0, most - 1), items.slice(most - 1).reduce(merge)];
}

function addUp(prefix: string, a: PrefixMeasure, b: PrefixMeasure): PrefixMeasure {
  return {
    prefix,
    uploads: a.uploads + b.uploads,
    parts: a.parts + b.parts,
    bytes: a.bytes + b.bytes,
    oldest: Date.parse(a.oldest) <= Date.parse(b.oldest) ? a.oldest : b.oldest,
  };
}
