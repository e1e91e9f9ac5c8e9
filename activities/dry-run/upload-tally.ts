import { sum } from '../../domain/counts.ts';
import { KEPT_NAMED_AT_MOST } from '../../domain/pages.ts';
import { earlierOf, instantInS3 } from '../../domain/selection.ts';
import type { InitiatorCount, Upload } from '../contract.ts';
import type { Age, PrefixTally, Tally, TallyCell, Verdict } from './contract.ts';

const PREFIXES_AT_MOST = 50;
const INITIATORS_AT_MOST = 50;
const OTHER_PREFIXES = '(other prefixes)';
const OTHER_INITIATORS = '(others)';
/** A key has up to 1,024 bytes. The beginning of a prefix is a prefix, too. */
const PREFIX_CHARACTERS = 100;

const DAY_MS = 86_400_000;
const AGES: Array<[Age, days: number]> = [
  ['<1d', 1],
  ['1-7d', 7],
  ['7-30d', 30],
  ['30-90d', 90],
  ['90-365d', 365],
  ['>=365d', Number.POSITIVE_INFINITY],
];

/** What a job would do about one upload, and what is known of it. */
export interface Judged {
  verdict: Verdict;
  initiator?: string | undefined;
  measured?: { parts: number; bytes: number; lastPart?: string } | undefined;
}

/**
 * Adds the uploads of one page to those before it. Where keys come in order, it names the prefixes that hold most. A
 * directory bucket lists in no order: a prefix that stayed small for long may be among the others.
 */
export class UploadTally {
  #unmeasured: number;
  readonly #reasons: Set<string>;
  readonly #completed: Upload[];
  readonly #startedAt: number;
  readonly #prefixes: Map<string, PrefixTally>;
  readonly #initiators: Map<string, number>;

  constructor(startedAt: string, before: Tally = { byPrefix: [], initiators: [], unmeasured: 0 }) {
    this.#startedAt = Date.parse(startedAt);
    this.#unmeasured = before.unmeasured;
    this.#reasons = new Set(before.reasons);
    this.#completed = [...(before.completed ?? [])];
    this.#prefixes = new Map(before.byPrefix.map(({ prefix, cells }) => [prefix, { prefix, cells: cells.map(copy) }]));
    this.#initiators = new Map(before.initiators.map(({ id, uploads }) => [id, uploads]));
  }

  add({ key, uploadId, initiated }: Upload, { verdict, initiator, measured }: Judged): void {
    const prefix = prefixOf(key);
    const cells = this.#prefixes.get(prefix)?.cells ?? [];
    this.#prefixes.set(prefix, { prefix, cells });
    const held = measured && { parts: measured.parts, bytes: measured.bytes };
    merge(cells, { verdict, age: this.#ageOf(initiated), uploads: 1, ...held, oldest: initiated });
    if (verdict === 'keptCompleted' && this.#completed.length < KEPT_NAMED_AT_MOST) {
      this.#completed.push({ key, uploadId, initiated });
    }
    if (verdict === 'selected' && initiator !== undefined) {
      this.#initiators.set(initiator, (this.#initiators.get(initiator) ?? 0) + 1);
    }
  }

  /** Notes an upload whose parts S3 would not list, and the reason. */
  addUnmeasured(reason: string): void {
    this.#unmeasured += 1;
    this.#reasons.add(reason);
  }

  /** Always names the prefix of `current`. The listing may go on with it, so its weight is not known yet. */
  toTally(current?: string): Tally {
    const initiators = mostOf(this.#initiators).map(([id, uploads]): InitiatorCount => ({ id, uploads }));
    return {
      byPrefix: this.#bounded(current === undefined ? undefined : prefixOf(current)),
      initiators,
      unmeasured: this.#unmeasured,
      ...(this.#reasons.size > 0 && { reasons: [...this.#reasons] }),
      ...(this.#completed.length > 0 && { completed: this.#completed }),
    };
  }

  /** What is of unknown age is young. */
  #ageOf(initiated: string): Age {
    const instant = instantInS3(initiated);
    if (Number.isNaN(instant)) return '<1d';
    const days = (this.#startedAt - instant) / DAY_MS;
    return (AGES.find(([, below]) => days < below) ?? (['>=365d'] as const))[0];
  }

  /** The largest prefixes, most first, and the sum of the others. */
  #bounded(unweighed: string | undefined): PrefixTally[] {
    const named = [...this.#prefixes.values()].filter(({ prefix }) => prefix !== OTHER_PREFIXES).sort(byWeight);
    const kept = named.filter(({ prefix }, at) => at < PREFIXES_AT_MOST || prefix === unweighed);
    const others = this.#prefixes.get(OTHER_PREFIXES)?.cells ?? [];
    const isKept = new Set(kept);
    for (const { cells } of named.filter((prefix) => !isKept.has(prefix)))
      for (const cell of cells) merge(others, cell);
    if (others.length > 0) kept.push({ prefix: OTHER_PREFIXES, cells: others });
    return kept;
  }
}

function prefixOf(key: string): string {
  const segment = key.slice(0, key.indexOf('/') + 1);
  return segment.length <= PREFIX_CHARACTERS ? segment : [...segment].slice(0, PREFIX_CHARACTERS).join('');
}

function merge(cells: TallyCell[], one: TallyCell): void {
  const known = cells.find(({ verdict, age }) => verdict === one.verdict && age === one.age);
  if (!known) {
    cells.push(copy(one));
    return;
  }
  known.uploads += one.uploads;
  if (one.parts !== undefined) known.parts = (known.parts ?? 0) + one.parts;
  if (one.bytes !== undefined) known.bytes = (known.bytes ?? 0) + one.bytes;
  known.oldest = earlierOf(known.oldest, one.oldest);
}

function copy(cell: TallyCell): TallyCell {
  return { ...cell };
}

function byWeight(a: PrefixTally, b: PrefixTally): number {
  return bytesOf(b.cells) - bytesOf(a.cells) || uploadsOf(b.cells) - uploadsOf(a.cells);
}

function bytesOf(cells: TallyCell[]): number {
  return sum(cells.map(({ bytes = 0 }) => bytes));
}

function uploadsOf(cells: TallyCell[]): number {
  return sum(cells.map(({ uploads }) => uploads));
}

/** Most first. Those after the first 50 are one entry. */
function mostOf(counts: Map<string, number>): Array<[string, number]> {
  const named = [...counts].filter(([id]) => id !== OTHER_INITIATORS).sort(([, a], [, b]) => b - a);
  const rest = sum(named.splice(INITIATORS_AT_MOST).map(([, uploads]) => uploads));
  const others = rest + (counts.get(OTHER_INITIATORS) ?? 0);
  return others > 0 ? [...named, [OTHER_INITIATORS, others]] : named;
}
