import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { placeOf } from '../../domain/record/place.ts';
import type { CleanupInput } from '../cleanup/contract.ts';
import { CLEANUP, PACE, PARALLELISM } from '../cleanup/fields.ts';
import { type CleanupRequest, checkCleanup } from '../cleanup/request.ts';
import { checkFields, type Field, flag, invalid, isRecord, rejectUnknown } from '../durable/input.ts';
import type { PrepareInput } from './contract.ts';

/** The fields that the cleanup of the uploads takes. */
const OF_CLEANUP = { bucket: CLEANUP.bucket, ...PACE, parallelism: PARALLELISM };

/** What `prepareBucketDeletion` takes. */
export const PREPARE = {
  ...OF_CLEANUP,
  parallelism: {
    ...PARALLELISM,
    flag: {
      spec: '--parallelism <n>',
      says: 'ranges of keys that are cleaned at once, 1 to 100 (default: 16)',
      group: 'job',
      isNumber: true,
    },
  },
  blockNewUploads: {
    check: flag(false),
    flag: {
      spec: '--block-new-uploads',
      says: 'deny s3:PutObject in the bucket policy first (not on directory buckets)',
      group: 'beyond',
    },
  },
  emptyObjects: {
    check: flag(false),
    flag: { spec: '--empty-objects', says: 'delete all objects, versions and delete markers', group: 'beyond' },
  },
  deleteBucket: { check: confirmed },
} as const satisfies { readonly [Name in keyof Required<PrepareInput>]: Field<unknown> | { fields: object } };

/** A checked PrepareInput with its defaults. */
export interface PrepareRequest
  extends Pick<CleanupRequest, 'target' | 'measure' | 'limits' | 'uploadsPerRun' | 'quietPeriod' | 'notify'> {
  /** Input of the child that cleans the uploads. */
  cleanup: CleanupInput;
  blockNewUploads: boolean;
  emptyObjects: boolean;
  deleteBucket: boolean;
}

const CANNOT_BLOCK =
  'absent on a directory bucket, whose policy knows one action for reads, writes and aborts: stop its writers yourself';

/** Checks an input before anything is touched. Throws InvalidInput, naming the field. */
export function checkPrepare(input: PrepareInput, startedAt: Date): PrepareRequest {
  if (!isRecord(input)) throw invalid('input', 'an object with `bucket`', input);
  const { blockNewUploads, emptyObjects, deleteBucket: confirmation, notify } = checkFields(PREPARE, input);
  const cleanup = cleanupOf(input);
  const { target, measure, limits, uploadsPerRun, quietPeriod, record } = checkCleanup(cleanup, startedAt);
  if (isAccessPoint(target.bucket)) {
    throw invalid('bucket', 'the name of the bucket itself: an access point may show only a part of it', target.bucket);
  }
  if (blockNewUploads && isDirectoryBucket(target.bucket)) {
    throw invalid('blockNewUploads', CANNOT_BLOCK, blockNewUploads);
  }
  refuseRecordInside({ target, record, blockNewUploads, emptyObjects, deleteBucket: confirmation !== undefined });
  const deleteBucket = confirmation !== undefined;
  if (deleteBucket && confirmation.confirm !== target.bucket) {
    const allowed = `the name of the bucket once more, ${target.bucket}`;
    throw invalid('deleteBucket.confirm', allowed, confirmation.confirm);
  }
  const beyond = { blockNewUploads, emptyObjects, deleteBucket };
  return { target, cleanup, limits, measure, uploadsPerRun, quietPeriod, ...beyond, notify };
}

/** A record must outlive what it tells of. */
function refuseRecordInside({
  target: { bucket },
  record,
  ...beyond
}: Pick<PrepareRequest, 'target' | 'blockNewUploads' | 'emptyObjects' | 'deleteBucket'> & {
  record: string | undefined;
}): void {
  const place = placeOf(record);
  if (!place || !('bucket' in place) || place.bucket !== bucket) return;
  const [asked] = Object.entries(beyond).flatMap(([name, isAsked]) => (isAsked ? [name] : []));
  if (asked === undefined) return;
  throw invalid('record', `in another bucket than ${bucket}, where ${asked} is asked for`, record);
}

/** All uploads of the bucket, at the pace of the input. */
function cleanupOf(input: PrepareInput): CleanupInput {
  // Only the preparation itself tells how it ended.
  const given = Object.entries(input).filter(([name]) => name in OF_CLEANUP && name !== 'notify');
  return { ...(Object.fromEntries(given) as { bucket: string }), select: { all: true } };
}

function isAccessPoint(bucket: string): boolean {
  return bucket.startsWith('arn:') || bucket.endsWith('-s3alias') || bucket.endsWith('--xa-s3');
}

function confirmed(name: string, given: unknown): { confirm?: unknown } | undefined {
  if (given === undefined) return undefined;
  rejectUnknown(given, new Set(['confirm']), `${name}.`);
  return given as { confirm?: unknown };
}
