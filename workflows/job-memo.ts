import { parseDuration } from '../domain/duration.ts';
import { type Match, matchText } from '../domain/glob/globs.ts';
import { present } from '../domain/present.ts';
import { sha256 } from '../domain/sha256.ts';

/** Fields that say what a job does and to which uploads. The others are its pace, and two jobs may differ in them. */
const TOLD = [
  ...['bucket', 'buckets', 'match', 'connections', 'prefix', 'range', 'select', 'idleFor', 'dryRun', 'measure'],
  ...['connection', 'expectedBucketOwner', 'requestPayer', 'keepCompleted', 'maxUploads', 'record', 'notify'],
  ...['blockNewUploads', 'emptyObjects', 'deleteBucket'],
];

type Told = Record<string, unknown>;

/**
 * What a job is about, as its input says it. Temporal's UI shows it in the tab Memo, and keeps it when the job continues
 * as a new run. A start that finds the job running is compared with it.
 */
export function memoOf(input: object): Told {
  const given = input as Told;
  const told = Object.fromEntries(TOLD.map((field) => [field, given[field]]));
  return present({ ...told, buckets: namesOf(told.buckets) });
}

/** Names of buckets that a memo holds. Temporal warns at a memo of 2 KB. */
const NAMES_AT_MOST = 20;

/** The names in order, for it does not matter. Many of them are told by their number and hash. */
function namesOf(buckets: unknown): unknown {
  if (!Array.isArray(buckets)) return buckets;
  const names = [...buckets].sort();
  if (names.length <= NAMES_AT_MOST) return names;
  return { names: names.length, sha256: sha256(new TextEncoder().encode(names.join('\n'))) };
}

/** A field in which two jobs differ; what a job was not given is absent. */
export interface Difference {
  /** `prefix`, `select.olderThan` */
  field: string;
  running?: unknown;
  asked?: unknown;
}

/**
 * In what a job that was asked for differs from the running one of this memo: other uploads, or something else that is
 * done. Empty where both mean the same. Undefined where the memo does not tell: it is not one of ours.
 */
export function differencesOf(memo: Told | undefined, input: object): Difference[] | undefined {
  if (!memo || !['bucket', 'buckets', 'match'].some((field) => field in memo)) return undefined;
  const told = memoOf(input);
  const [running, asked] = [meaningOf(memo), meaningOf(told)];
  const differing = Object.keys(asked).filter((field) => !isSame(running[field], asked[field]));
  return differing.map((field) => ({
    field,
    ...present({ running: givenFor(memo, field, running[field]), asked: givenFor(told, field, asked[field]) }),
  }));
}

/** What each field means, in one form of several: `7d` and `168h` are one age. Undefined or false: it is not given. */
function meaningOf(told: Told): Told {
  const {
    match,
    select,
    idleFor,
    dryRun = false,
    measure = dryRun,
    connection = 'default',
    keepCompleted = 'auto',
  } = told;
  const { olderThan, initiatedBefore } = (select ?? {}) as Told;
  const { blockNewUploads = false, emptyObjects = false, deleteBucket } = told;
  return {
    ...Object.fromEntries(TOLD.map((field) => [field, told[field]])),
    match: match === undefined ? undefined : matchText(match as Match),
    select: undefined,
    'select.olderThan': parseDuration(olderThan),
    'select.initiatedBefore': typeof initiatedBefore === 'string' ? Date.parse(initiatedBefore) : undefined,
    idleFor: parseDuration(idleFor),
    ...{
      dryRun,
      measure,
      connection,
      keepCompleted,
      blockNewUploads,
      emptyObjects,
      deleteBucket: deleteBucket !== undefined,
    },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The value as it was given, where it is. */
function givenFor(told: Told, field: string, meaning: unknown): unknown {
  if (meaning === undefined || meaning === false) return undefined;
  const [outer = '', inner] = field.split('.');
  const given = inner === undefined ? told[outer] : (told[outer] as Told)[inner];
  return given ?? meaning;
}
