import { howManyFit } from './payload-size.ts';
import type { Upload } from './upload.ts';

/** What uploads whose keys begin with the same path segment hold. */
export interface PrefixMeasure {
  prefix: string;
  uploads: number;
  parts: number;
  bytes: number;
  /** The earliest `initiated`. */
  oldest: string;
}

export interface InitiatorCount {
  id: string;
  uploads: number;
}

/** What all prefixes hold. */
export interface Measured {
  parts: number;
  bytes: number;
  byPrefix: PrefixMeasure[];
}

const PREFIXES_AT_MOST = 100;
const INITIATORS_AT_MOST = 100;
/** A fifth of the 512 KiB that Temporal warns at. 100 prefixes may have 600 KB: JSON spells a control character in six. */
const BYTES_AT_MOST = 100_000;
const OTHER_PREFIXES = '(other prefixes)';
const OTHER_INITIATORS = '(others)';

/** The measure of one upload: `logs/` for `logs/a/b`, the empty prefix for a key without `/`. */
export function measureOf(
  { key, initiated }: Upload,
  { parts, bytes }: { parts: number; bytes: number },
): PrefixMeasure {
  return { prefix: key.slice(0, key.indexOf('/') + 1), uploads: 1, parts, bytes, oldest: initiated };
}

/** Adds up measures by prefix, most bytes first. The prefixes beyond the largest are one entry at the end. */
export function mergeMeasures(known: PrefixMeasure[], found: Iterable<PrefixMeasure>): PrefixMeasure[] {
  const sums = new Map<string, PrefixMeasure>();
  for (const measure of [...known, ...found]) {
    const same = sums.get(measure.prefix);
    sums.set(measure.prefix, same ? bothMeasures(measure.prefix, same, measure) : measure);
  }
  const named = [...sums.values()]
    .filter(({ prefix }) => prefix !== OTHER_PREFIXES)
    .sort((a, b) => b.bytes - a.bytes || b.uploads - a.uploads);
  const before = sums.get(OTHER_PREFIXES);
  const { kept, rest } = split(named, PREFIXES_AT_MOST, before !== undefined);
  if (before) rest.push(before);
  if (rest.length === 0) return kept;
  return [...kept, { ...rest.reduce((a, b) => bothMeasures(OTHER_PREFIXES, a, b)), prefix: OTHER_PREFIXES }];
}

export function measuredOf(byPrefix: PrefixMeasure[]): Measured {
  const sum = (what: 'parts' | 'bytes') => byPrefix.reduce((total, measure) => total + measure[what], 0);
  return { parts: sum('parts'), bytes: sum('bytes'), byPrefix };
}

/** Adds up counts by initiator, most uploads first. Those beyond the first are one entry at the end. */
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

/** The first items, as many as fit. Where there is a rest, one place is left for it. */
function split<Item extends object>(items: Item[], most: number, hasRest: boolean): { kept: Item[]; rest: Item[] } {
  const all = hasRest || items.length > most ? most - 1 : most;
  const end = Math.min(all, howManyFit(items, BYTES_AT_MOST));
  return { kept: items.slice(0, end), rest: items.slice(end) };
}

function bothMeasures(prefix: string, a: PrefixMeasure, b: PrefixMeasure): PrefixMeasure {
  return {
    prefix,
    uploads: a.uploads + b.uploads,
    parts: a.parts + b.parts,
    bytes: a.bytes + b.bytes,
    oldest: Date.parse(a.oldest) <= Date.parse(b.oldest) ? a.oldest : b.oldest,
  };
}
