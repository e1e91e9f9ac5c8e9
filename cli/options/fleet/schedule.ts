import type { CleanupInput } from '../../../workflows/cleanup/contract.ts';
import { CLEANUP } from '../../../workflows/cleanup/fields.ts';
import type { FleetInput } from '../../../workflows/fleet/contract.ts';
import { FLEET } from '../../../workflows/fleet/request.ts';
import { UsageError } from '../../usage-error.ts';
import { withoutMeasuring } from '../cleanup.ts';
import { inputOf } from '../input.ts';
import { overOne } from './over-one.ts';

const { all, olderThan } = CLEANUP.select.oneOf;

/** The same cleanup each time: a cut-off at one instant would select less and less. */
const select = { ...CLEANUP.select, oneOf: { all, olderThan } };

const { connection: _, requestPayer: __, searchAttributes: ___, ...OF_BOTH } = CLEANUP;
const OF_A_BUCKET = { ...OF_BOTH, select };
const { buckets: ____, ...OF_A_FLEET } = { ...FLEET, select };

/** What `schedule` takes of a bucket or of a fleet. */
export const SCHEDULE_FIELDS = { ...OF_A_BUCKET, ...OF_A_FLEET };

interface Flags {
  prefix?: string;
  maxUploads?: number;
  parallelism?: number;
  connection?: string[];
}

/** Throws UsageError where a flag is of fleets. */
export function bucketInput(bucket: string, flags: Flags): CleanupInput {
  const { connection: [connection, ...others] = [], parallelism } = flags;
  if (others.length > 0) throw new UsageError('several of --connection go with --match');
  if (parallelism !== undefined) throw new UsageError('--parallelism goes with --match');
  const over = connection === undefined ? {} : { connection };
  return withoutMeasuring({ bucket, ...inputOf(OF_A_BUCKET, flags), ...over } as CleanupInput);
}

/** Throws UsageError where a flag is of one bucket. */
export function fleetInput(flags: Flags): FleetInput {
  if (flags.prefix !== undefined) throw new UsageError('--prefix goes with BUCKET');
  if (flags.maxUploads !== undefined) throw new UsageError('--max-uploads goes with BUCKET');
  return withoutMeasuring(overOne(inputOf(OF_A_FLEET, flags) as unknown as FleetInput));
}
