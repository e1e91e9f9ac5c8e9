import type { InitiatorCount, PrefixMeasure } from '../activities/contract.ts';
import type { CleanupReport } from '../workflows/cleanup/contract.ts';
import { howManyFit } from './payload-size.ts';

const PREFIXES_AT_MOST = 100;
const INITIATORS_AT_MOST = 100;
/** A fifth of the 512 KiB that Temporal warns at; 100 prefixes may have 600 KB: JSON spells control characters in six. */
const BYTES_AT_MOST = 100_000;
const OTHER_PREFIXES = '(other prefixes)';
const OTHER_INITIATORS = '(others)';

/** Both added up by prefix, most bytes first; the prefixes beyond the largest are one entry. */
export function mergeMeasures(known: PrefixMeasure[], found: PrefixMeasure[]): PrefixMeasure[] {
  const sums = new Map<string, PrefixMeasure>();
  for (const measure of [...known, ...found]) {
    const same = sums.get(measure.prefix);
    sums.set(measure.prefix, same ? addUp(measure.prefix, same, measure) : measure);
  }
  const named = [...sums.values()].filter(({ prefix }) => prefix !== OTHER_PREFIXES).sort((a, b) => b.bytes - a.bytes);
  const before = sums.get(OTHER_PREFIXES);
  const { kept, rest } = split(named, PREFIXES_AT_MOST, before !== undefined);
  if (before) rest.push(before);
  if (rest.length === 0) return kept;
  return [...kept, { ...rest.reduce((a, b) => addUp(OTHER_PREFIXES, a, b)), prefix: OTHER_PREFIXES }];
}

/** What all prefixes hold. */
export function measuredOf(byPrefix: PrefixMeasure[]): NonNullable<CleanupReport['measured']> {
  const sum = (what: 'parts' | 'bytes') => byPrefix.reduce((total, measure) => total + measure[what], 0);
  return { parts: sum('parts'), bytes: sum('bytes'), byPrefix };
}

/** Both added up by who it is, most uploads first; those beyond the first are one entry. */
export function mergeInitiators(known: InitiatorCount[], found: InitiatorCount[]): InitiatorCount[] {
  const sums = new Map<string, number>();
  for (const { id, uploads } of [...known, ...found]) sums.set(id, (sums.get(id) ?? 0) + uploads);
  const named = [...sums].filter(([id]) => id !== OTHER_INITIATORS).sort(([, a], [, b]) => b - a);
  const before = sums.get(OTHER_INITIATORS);
  const { kept, rest } = split(
    named.map(([id, uploads]) => ({ id, uploads })),
    INITIATORS_AT_MOST,
    before !== undefined,
  );
  const others = rest.reduce((sum, { uploads }) => sum + uploads, before ?? 0);
  return others === 0 ? kept : [...kept, { id: OTHER_INITIATORS, uploads: others }];
}

/** The first items, as many as fit; there is room for one that stands for the rest, where there is such. */
function split<Item extends object>(items: Item[], most: number, hasRest: boolean): { kept: Item[]; rest: Item[] } {
  const all = hasRest || items.length > most ? most - 1 : most;
  const end = Math.min(all, howManyFit(items, BYTES_AT_MOST));
  return { kept: items.slice(0, end), rest: items.slice(end) };
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
