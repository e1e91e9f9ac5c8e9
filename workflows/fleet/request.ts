import { isBucketName } from '../../domain/bucket-name.ts';
import { alternativesOf } from '../../domain/glob/alternatives.ts';
import { patternsOf } from '../../domain/glob/globs.ts';
import { present } from '../../domain/present.ts';
import type { CleanupInput, SelectingInput } from '../cleanup/contract.ts';
import { ANY_NUMBER, SELECTING } from '../cleanup/fields.ts';
import { type CleanupRequest, checkCleanup } from '../cleanup/request.ts';
import { checkFields, type Field, invalid, isRecord, optional, whole } from '../durable/input.ts';
import { BUCKETS_AT_MOST } from '../durable/policies.ts';
import { stateOfARun } from '../durable/resume.ts';
import type { FleetInput } from './contract.ts';

/** What `cleanupBuckets` takes. */
export const FLEET = {
  ...SELECTING,
  buckets: {
    check: optional(namesOfBuckets),
    flag: { spec: '--bucket <name...>', says: 'the buckets by name', group: 'buckets' },
  },
  match: {
    check: optional(globs),
    flag: {
      spec: '--match <glob...>',
      says: 'those of the account whose name matches, such as logs-* or {a,b}-*; !GLOB takes out',
      group: 'buckets',
    },
  },
  // The command line gives one or several by the same flag.
  connection: { check: SELECTING.connection.check },
  connections: {
    check: optional(namesOfConnections),
    flag: {
      spec: '--connection <name...>',
      says: 'S3 connections configured on the worker; several go with --match (default: default)',
      group: 'S3',
    },
  },
  parallelism: {
    check: whole(4, 1, 100),
    flag: {
      spec: '--parallelism <n>',
      says: 'buckets cleaned at once, 1 to 100 (default: 4)',
      group: 'job',
      isNumber: true,
    },
  },
  bucketsPerRun: { check: ANY_NUMBER },
  resume: { check: stateOfARun },
} as const satisfies { readonly [Name in keyof Required<FleetInput>]: Field<unknown> | { fields: object } };

/** A checked FleetInput with its defaults. */
export interface FleetRequest
  extends Pick<CleanupRequest, 'initiatedBefore' | 'measure' | 'dryRun' | 'limits' | 'notify'> {
  buckets: string[];
  /** The patterns between spaces. */
  match?: string;
  /** What the child of each bucket takes besides its name; the cut-off is absolute. */
  cleanup: Omit<CleanupInput, 'bucket'>;
  /** One at least; several only with `match`. */
  connections: string[];
  parallelism: number;
  bucketsPerRun: number;
}

/** Checks an input before any bucket is touched. Throws InvalidInput, naming the field. */
export function checkFleet(input: FleetInput, startedAt: Date): FleetRequest {
  if (!isRecord(input)) throw invalid('input', 'an object with `select` and `buckets` or `match`', input);
  const { buckets, match, connections, parallelism, bucketsPerRun, notify, resume } = checkFields(FLEET, input);
  if (!resume && (buckets === undefined) === (match === undefined)) {
    throw invalid('buckets', 'given where `match` is not, and only there', buckets);
  }
  if (buckets?.length === 0) throw invalid('buckets', LIST_OF_BUCKETS, buckets);
  if (connections && input.connection !== undefined)
    throw invalid('connections', 'absent beside `connection`', connections);
  if (connections && buckets)
    throw invalid('connections', 'given with `match`: a name does not say which has it', connections);
  const common = commonTo(input);
  const anyBucket = checkCleanup({ ...common, bucket: 'any-bucket' }, startedAt);
  const { initiatedBefore, target, measure, dryRun, limits } = anyBucket;
  return {
    buckets: buckets ?? [],
    ...present({ match, initiatedBefore }),
    cleanup: { ...common, select: initiatedBefore === undefined ? { all: true } : { initiatedBefore } },
    connections: connections ?? [target.connection],
    measure,
    dryRun,
    limits,
    parallelism,
    bucketsPerRun,
    notify,
  };
}

const LIST_OF_BUCKETS = `a list of 1 to ${BUCKETS_AT_MOST} names of buckets`;

function namesOfBuckets(name: string, given: unknown): string[] {
  if (!Array.isArray(given) || given.length > BUCKETS_AT_MOST) throw invalid(name, LIST_OF_BUCKETS, given);
  if (new Set(given).size < given.length) throw invalid(name, 'a list that names each bucket once', given);
  const wrong = given.findIndex((bucket) => typeof bucket !== 'string' || !isBucketName(bucket));
  if (wrong < 0) return given;
  throw invalid(`${name}[${wrong}]`, 'a bucket name, an access point alias or an ARN', given[wrong]);
}

/** Patterns between spaces. */
function globs(name: string, given: unknown): string {
  const texts = [given].flat();
  const patterns = texts.every((text) => typeof text === 'string') ? patternsOf(texts as string[]) : [];
  if (patterns.length > 0 && patterns.length <= PATTERNS_AT_MOST && patterns.every(isGlob)) return patterns.join(' ');
  throw invalid(name, GLOBS, given);
}

const PATTERNS_AT_MOST = 100;
const GLOBS = 'patterns of the characters of bucket names with `*`, `?` and `{a,b}`, such as "logs-*" or "!logs-tmp"';

function isGlob(pattern: string): boolean {
  return /^!?[A-Za-z0-9._*?{},-]{1,255}$/.test(pattern) && isPaired(pattern) && alternativesOf(pattern) !== undefined;
}

/** Every brace has its other half. */
function isPaired(pattern: string): boolean {
  let depth = 0;
  for (const character of pattern) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const CONNECTIONS_AT_MOST = 20;

/** A name may be in the ID of a job. */
function namesOfConnections(name: string, given: unknown): string[] {
  const isList = Array.isArray(given) && given.length > 0 && given.length <= CONNECTIONS_AT_MOST;
  const areNames = isList && given.every((one) => typeof one === 'string' && /^[^\s/:]{1,64}$/.test(one));
  if (areNames && new Set(given).size === given.length) return given;
  throw invalid(name, `a list of 1 to ${CONNECTIONS_AT_MOST} different names of connections, without / and :`, given);
}

/** Only the fleet itself tells how it ended. */
function commonTo({ notify: _, ...input }: FleetInput): SelectingInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name in SELECTING)) as unknown as SelectingInput;
}
