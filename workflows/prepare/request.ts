import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { CleanupInput } from '../cleanup/contract.ts';
import { checkCleanup, flag, invalid, isRecord, rejectUnknown } from '../cleanup/request.ts';
import type { PrepareInput, PrepareRequest } from './contract.ts';

const OF_CLEANUP = new Set(
  'bucket measure connection expectedBucketOwner settle quietPeriod retry cleanPasses parallelism limits'.split(' '),
);

const FIELDS = new Set([...OF_CLEANUP, 'blockNewUploads', 'emptyObjects', 'deleteBucket']);

const CANNOT_BLOCK =
  'absent on a directory bucket, whose policy knows one action for reads, writes and aborts: stop its writers yourself';

/** Checks an input before anything is touched. Throws InvalidInput, naming the field. */
export function checkPrepare(input: PrepareInput, startedAt: Date): PrepareRequest {
  if (!isRecord(input)) throw invalid('input', 'an object with `bucket`', input);
  rejectUnknown(input, FIELDS, '');
  const cleanup = cleanupOf(input);
  const { target, measure, limits, uploadsPerRun, quietPeriod } = checkCleanup(cleanup, startedAt);
  if (isAccessPoint(target.bucket)) {
    throw invalid('bucket', 'the name of the bucket itself: an access point may show only a part of it', target.bucket);
  }
  const blockNewUploads = flag('blockNewUploads', input.blockNewUploads, false);
  if (blockNewUploads && isDirectoryBucket(target.bucket)) {
    throw invalid('blockNewUploads', CANNOT_BLOCK, input.blockNewUploads);
  }
  return {
    target,
    cleanup,
    limits,
    measure,
    uploadsPerRun,
    quietPeriod,
    blockNewUploads,
    emptyObjects: flag('emptyObjects', input.emptyObjects, false),
    deleteBucket: isConfirmed(input),
  };
}

/** All uploads of the bucket, at the pace of the input. */
function cleanupOf(input: PrepareInput): CleanupInput {
  const given = Object.entries(input).filter(([name]) => OF_CLEANUP.has(name));
  return { ...(Object.fromEntries(given) as { bucket: string }), select: { all: true } };
}

function isAccessPoint(bucket: string): boolean {
  return bucket.startsWith('arn:') || bucket.endsWith('-s3alias') || bucket.endsWith('--xa-s3');
}

function isConfirmed({ bucket, deleteBucket }: PrepareInput): boolean {
  if (deleteBucket === undefined) return false;
  rejectUnknown(deleteBucket, new Set(['confirm']), 'deleteBucket.');
  if (deleteBucket.confirm !== bucket) {
    throw invalid('deleteBucket.confirm', `the name of the bucket once more, ${bucket}`, deleteBucket.confirm);
  }
  return true;
}
