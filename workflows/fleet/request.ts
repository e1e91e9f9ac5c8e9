import { isBucketName } from '../../domain/bucket-name.ts';
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
    check: optional(glob),
    flag: {
      spec: '--match <glob>',
      says: 'those of the account whose name matches, such as logs-*',
      group: 'buckets',
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
  match?: string;
  /** What the child of each bucket takes besides its name; the cut-off is absolute. */
  cleanup: Omit<CleanupInput, 'bucket'>;
  connection: string;
  parallelism: number;
  bucketsPerRun: number;
}

/** Checks an input before any bucket is touched. Throws InvalidInput, naming the field. */
export function checkFleet(input: FleetInput, startedAt: Date): FleetRequest {
  if (!isRecord(input)) throw invalid('input', 'an object with `select` and `buckets` or `match`', input);
  const { buckets, match, parallelism, bucketsPerRun, notify, resume } = checkFields(FLEET, input);
  if ((buckets === undefined) === (match === undefined)) {
    throw invalid('buckets', 'given where `match` is not, and only there', buckets);
  }
  if (buckets?.length === 0 && !resume) throw invalid('buckets', LIST_OF_BUCKETS, buckets);
  const common = commonTo(input);
  const anyBucket = checkCleanup({ ...common, bucket: 'any-bucket' }, startedAt);
  const { initiatedBefore, target, measure, dryRun, limits } = anyBucket;
  return {
    buckets: buckets ?? [],
    ...present({ match, initiatedBefore }),
    cleanup: { ...common, select: initiatedBefore === undefined ? { all: true } : { initiatedBefore } },
    connection: target.connection,
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

function glob(name: string, given: unknown): string {
  if (typeof given === 'string' && /^[A-Za-z0-9._*?-]{1,255}$/.test(given)) return given;
  throw invalid(name, 'a pattern of the characters of bucket names with `*` and `?`, such as "logs-*"', given);
}

/** Only the fleet itself tells how it ended. */
function commonTo({ notify: _, ...input }: FleetInput): SelectingInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name in SELECTING)) as unknown as SelectingInput;
}
