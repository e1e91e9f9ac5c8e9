import { howManyFit } from '../../domain/payload-size.ts';
import type { PrefixMeasure, Upload } from '../contract.ts';

/** A report names so many prefixes. The others are added up. */
const MAX_PREFIXES = 100;

/** 100 prefixes of 1 KB are 600 KB of JSON where they hold control characters. Temporal warns at 512 KiB. */
const MAX_BYTES = 100_000;

const OTHERS = '(other prefixes)';

/** Sums of uploads by the first path segment of their keys: `logs/` for `logs/a/b`, nothing for keys without `/`. */
export class PrefixMeasures {
  readonly #byPrefix = new Map<string, PrefixMeasure>();

  add({ key, initiated }: Upload, { parts, bytes }: { parts: number; bytes: number }): void {
    const prefix = key.slice(0, key.indexOf('/') + 1);
    const one = { prefix, uploads: 1, parts, bytes, oldest: initiated };
    const known = this.#byPrefix.get(prefix);
    this.#byPrefix.set(prefix, known ? merge(known, one) : one);
  }

  /** Most bytes first. What comes after the first 100, or does not fit, is one entry at the end: `(other prefixes)`. */
  byPrefix(): PrefixMeasure[] {
    const measures = [...this.#byPrefix.values()].sort((a, b) => b.bytes - a.bytes || b.uploads - a.uploads);
    const rest = measures.splice(Math.min(MAX_PREFIXES, howManyFit(measures, MAX_BYTES)));
    return rest.length === 0 ? measures : [...measures, { ...rest.reduce(merge), prefix: OTHERS }];
  }
}

function merge(a: PrefixMeasure, b: PrefixMeasure): PrefixMeasure {
  return {
    prefix: a.prefix,
    uploads: a.uploads + b.uploads,
    parts: a.parts + b.parts,
    bytes: a.bytes + b.bytes,
    oldest: Date.parse(a.oldest) <= Date.parse(b.oldest) ? a.oldest : b.oldest,
  };
}
