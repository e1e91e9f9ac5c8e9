import { isBucketName } from '../../domain/bucket-name.ts';
import { placeOf, RECORD_URLS } from '../../domain/record/place.ts';
import {
  duration,
  type Field,
  flag,
  type Group,
  instant,
  invalid,
  isRecord,
  optional,
  rate,
  text,
  whole,
} from '../durable/input.ts';
import { stateOfARun } from '../durable/resume.ts';
import type { CleanupInput, KeepCompleted, PaceInput, Select, SelectingInput } from './contract.ts';

/**
 * Every field of an input: how it is checked, its default, its flag. A new field is an entry here and a line of its
 * type in contract.ts; the compiler holds the two together.
 */

type FieldsOf<Input> = { readonly [Name in keyof Required<Input>]: Field<unknown> | Group<object> };

/** Uploads or buckets of one run: as many as history allows. */
export const ANY_NUMBER = whole(Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER);

/** What every kind of job takes. */
export const PACE = {
  measure: {
    check: flag(undefined),
    flag: {
      spec: '--measure',
      says: 'add up parts and bytes before the abort: a ListParts more for each upload',
      group: 'what',
    },
  },
  settle: {
    check: duration('10s'),
    flag: {
      spec: '--settle <duration>',
      says: 'wait between an abort and its ListParts (default: 10s)',
      group: 'pace',
    },
  },
  quietPeriod: {
    check: duration('30s'),
    flag: {
      spec: '--quiet-period <duration>',
      says: 'wait before the next pass over the bucket (default: 30s)',
      group: 'pace',
    },
  },
  retry: {
    fields: {
      initial: { check: duration('10s') },
      maximum: { check: duration('5m') },
      giveUpAfter: {
        check: duration('24h'),
        flag: {
          spec: '--give-up-after <duration>',
          says: 'fail when uploads remain, and none is newly proven gone for so long (default: 24h)',
          group: 'pace',
        },
      },
    },
  },
  cleanPasses: { check: whole(1, 1, 100) },
  limits: {
    fields: {
      concurrency: {
        check: whole(64, 1, 1_000),
        flag: {
          spec: '--concurrency <n>',
          says: 'requests in flight in one activity, 1 to 1000 (default: 64)',
          group: 'pace',
          isNumber: true,
        },
      },
      requestsPerSecond: {
        check: optional(rate),
        flag: {
          spec: '--requests-per-second <n>',
          says: 'requests that the job starts in a second, in all workers together (default: no limit)',
          group: 'pace',
          isNumber: true,
        },
      },
      uploadsPerRun: { check: ANY_NUMBER },
    },
  },
  connection: {
    check: (name: string, given: unknown) => text(name, given === undefined ? 'default' : given),
    flag: {
      spec: '--connection <name>',
      says: 'S3 connection configured on the worker (default: default)',
      group: 'S3',
    },
  },
  expectedBucketOwner: {
    check: optional(account),
    flag: { spec: '--expected-bucket-owner <id>', says: 'AWS account that must own the bucket', group: 'S3' },
  },
  keepCompleted: {
    check: keepCompleted,
    flag: {
      spec: '--keep-completed <when>',
      says: 'keep uploads that look like remnants of completed objects; auto: on stores other than AWS (default: auto)',
      group: 'S3',
      choices: ['auto', 'always', 'never'],
    },
  },
  record: {
    check: optional(recordUrl),
    flag: {
      spec: '--record <url>',
      says: 'write a line for each upload that is proven gone: to s3://BUCKET/PREFIX, or folder:NAME of the workers',
      group: 'what',
    },
  },
  notify: {
    check: optional(receiver),
    flag: {
      spec: '--notify <name>',
      says: "tell a receiver of the workers' --notifications how the job ended",
      group: 'job',
    },
  },
} as const satisfies FieldsOf<PaceInput>;

/** What a job takes that chooses among the uploads. */
export const SELECTING = {
  select: {
    check: selection,
    oneOf: {
      all: { spec: '--all', says: 'all of them', group: 'which' },
      olderThan: {
        spec: '--older-than <duration>',
        says: 'those initiated longer ago than this, such as 7d or 36h',
        group: 'which',
      },
      initiatedBefore: {
        spec: '--initiated-before <time>',
        says: 'those initiated before this, such as 2026-01-31T00:00:00Z',
        group: 'which',
      },
    },
  },
  idleFor: {
    check: optional(duration()),
    flag: { spec: '--idle-for <duration>', says: 'keep uploads that got a part within this time', group: 'which' },
  },
  dryRun: {
    check: flag(false),
    flag: { spec: '--dry-run', says: 'abort nothing: add up what would be aborted, and what kept', group: 'what' },
  },
  ...PACE,
} as const satisfies FieldsOf<SelectingInput>;

export const PARALLELISM = { check: whole(16, 1, 100) };

/** What `cleanupMultipartUploads` takes. */
export const CLEANUP = {
  bucket: { check: bucketName },
  ...SELECTING,
  prefix: {
    check: optional(text),
    flag: {
      spec: '--prefix <prefix>',
      says: 'only keys with this prefix (on a directory bucket it ends in /)',
      group: 'which',
    },
  },
  range: { fields: { after: { check: optional(text) }, through: { check: optional(text) } } },
  requestPayer: {
    check: optional(requester),
    flag: {
      spec: '--request-payer',
      says: 'pay for the requests to a Requester Pays bucket',
      group: 'S3',
      means: 'requester',
    },
  },
  maxUploads: {
    check: optional(whole(1, 1, Number.MAX_SAFE_INTEGER)),
    flag: {
      spec: '--max-uploads <n>',
      says: 'abort nothing where there are more to abort than this: all are counted first',
      group: 'what',
      isNumber: true,
    },
  },
  parallelism: PARALLELISM,
  searchAttributes: {
    check: flag(false),
    flag: {
      spec: '--search-attributes',
      says: 'keep S3CleanupBucket, S3CleanupPhase and S3CleanupRemaining up to date',
      group: 'job',
    },
  },
  resume: { check: stateOfARun },
} as const satisfies FieldsOf<CleanupInput>;

function bucketName(name: string, given: unknown): string {
  if (typeof given === 'string' && isBucketName(given)) return given;
  throw invalid(name, 'a bucket name (up to 255 of a-z, A-Z, 0-9, ., - and _), an access point alias or an ARN', given);
}

function account(name: string, given: unknown): string {
  if (typeof given === 'string' && /^\d{12}$/.test(given)) return given;
  throw invalid(name, 'an AWS account ID of 12 digits', given);
}

function keepCompleted(name: string, given: unknown): KeepCompleted {
  if (given === undefined) return 'auto';
  if (given === 'auto' || given === 'always' || given === 'never') return given;
  throw invalid(name, '"auto", "always" or "never"', given);
}

function recordUrl(name: string, given: unknown): string {
  if (typeof given === 'string' && given.length <= 500 && placeOf(given)) return given;
  throw invalid(name, RECORD_URLS, given);
}

function receiver(name: string, given: unknown): string {
  if (typeof given === 'string' && /^[\w.-]{1,100}$/.test(given)) return given;
  throw invalid(name, 'the name of a receiver, of letters, digits and . _ -', given);
}

function requester(name: string, given: unknown): 'requester' {
  if (given === 'requester') return given;
  throw invalid(name, '"requester", and not on a directory bucket', given);
}

/** The cut-off, as an instant or as an age in milliseconds; neither: there is none. */
export type CutOff = { initiatedBefore?: string; olderThan?: number };

function selection(name: string, select: unknown): CutOff {
  const allowed = 'exactly one of { all: true }, { olderThan: "7d" } or { initiatedBefore: "2026-01-31T00:00:00Z" }';
  if (!isRecord(select) || Object.keys(select).length !== 1) throw invalid(name, allowed, select);
  const [[kind, given] = ['', undefined]] = Object.entries(select as Partial<Record<keyof Select, unknown>>);
  if (kind === 'all') {
    if (given !== true) throw invalid(`${name}.all`, 'true', given);
    return {};
  }
  if (kind === 'olderThan') return { olderThan: duration()(`${name}.olderThan`, given) };
  if (kind === 'initiatedBefore') return { initiatedBefore: instant(`${name}.initiatedBefore`, given) };
  throw invalid(name, allowed, select);
}
