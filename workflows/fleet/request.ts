import type { CleanupInput } from '../cleanup/contract.ts';
import {
  type CleanupRequest,
  checkCleanup,
  checkState,
  invalid,
  isRecord,
  rejectUnknown,
  whole,
} from '../cleanup/request.ts';
import { BUCKETS_AT_MOST } from '../durable/policies.ts';
import type { FleetInput } from './contract.ts';

/** A checked FleetInput with its defaults. */
export interface FleetRequest {
  buckets: string[];
  match?: string;
  /** What the child of each bucket takes besides its name; the cut-off is absolute. */
  cleanup: Omit<CleanupInput, 'bucket'>;
  connection: string;
  initiatedBefore?: string;
  measure: boolean;
  dryRun: boolean;
  limits: CleanupRequest['limits'];
  parallelism: number;
  bucketsPerRun: number;
}

const OF_CLEANUP = new Set(
  [
    'select idleFor dryRun measure connection expectedBucketOwner',
    'settle quietPeriod retry cleanPasses limits',
  ].flatMap((names) => names.split(' ')),
);

const FIELDS = new Set([...OF_CLEANUP, 'buckets', 'match', 'parallelism', 'bucketsPerRun', 'resume']);

/** Checks an input before any bucket is touched. Throws InvalidInput, naming the field. */
export function checkFleet(input: FleetInput, startedAt: Date): FleetRequest {
  if (!isRecord(input)) throw invalid('input', 'an object with `select` and `buckets` or `match`', input);
  rejectUnknown(input, FIELDS, '');
  const match = matchOf(input);
  const buckets = bucketsOf(input);
  if (input.resume !== undefined) checkState(input.resume, {});
  const common = commonTo(input);
  const anyBucket = checkCleanup({ ...common, bucket: 'any-bucket' }, startedAt);
  for (const [at, bucket] of buckets.entries()) checkBucket(bucket, at, common, startedAt);
  const { initiatedBefore } = anyBucket;
  const select = initiatedBefore === undefined ? ({ all: true } as const) : { initiatedBefore };
  return {
    buckets,
    ...(match === undefined ? {} : { match }),
    cleanup: { ...common, select },
    connection: anyBucket.target.connection,
    ...(initiatedBefore === undefined ? {} : { initiatedBefore }),
    measure: anyBucket.measure,
    dryRun: anyBucket.dryRun,
    limits: anyBucket.limits,
    parallelism: whole('parallelism', input.parallelism, 4, 1, 100),
    bucketsPerRun: whole('bucketsPerRun', input.bucketsPerRun, Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER),
  };
}

function bucketsOf({ buckets, match, resume }: FleetInput): string[] {
  if ((buckets === undefined) === (match === undefined)) {
    throw invalid('buckets', 'given where `match` is not, and only there', buckets);
  }
  if (buckets === undefined) return [];
  if (!Array.isArray(buckets) || (buckets.length === 0 && !resume) || buckets.length > BUCKETS_AT_MOST) {
    throw invalid('buckets', `a list of 1 to ${BUCKETS_AT_MOST} names of buckets`, buckets);
  }
  if (new Set(buckets).size < buckets.length) throw invalid('buckets', 'a list that names each bucket once', buckets);
  return buckets;
}

function matchOf({ match }: FleetInput): string | undefined {
  if (match === undefined || (typeof match === 'string' && /^[a-z0-9.*?-]{1,63}$/.test(match))) return match;
  throw invalid('match', 'a pattern of the characters of bucket names with `*` and `?`, such as "logs-*"', match);
}

function commonTo(input: FleetInput): Omit<CleanupInput, 'bucket'> {
  const given = Object.entries(input).filter(([name]) => OF_CLEANUP.has(name));
  return Object.fromEntries(given) as Omit<CleanupInput, 'bucket'>;
}

function checkBucket(bucket: string, at: number, common: Omit<CleanupInput, 'bucket'>, startedAt: Date): void {
  try {
    checkCleanup({ ...common, bucket }, startedAt);
  } catch {
    // The rest of the input has been checked.
    throw invalid(`buckets[${at}]`, 'a bucket name, an access point alias or an ARN', bucket);
  }
}
