import { packageVersion } from '../../cli/version.ts';
import { S3CleanupClient } from '../../client/index.ts';
import { NODE_FLAGS } from '../../worker/process/memory.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import type { PrepareInput } from '../../workflows/prepare/contract.ts';
import type { BenchBucket, BenchS3 } from '../rig/simulated-s3.ts';
import { type WithTemporal, withTemporal } from '../rig/temporal.ts';
import { withWorkers } from '../rig/workers.ts';
import type { Contender } from './contender.ts';
import { type JobEffort, measureJob } from './measure-job.ts';

export interface ProductOptions {
  /** Everything is selected, and there is no quiet period, unless this says otherwise. */
  input?: Partial<CleanupInput>;
  /** Runs prepareBucketDeletion, with these settings, instead. */
  preparation?: Omit<PrepareInput, 'bucket'>;
  /** Sizes, in uploads, of the jobs that the workers do first, unmeasured. Default: none, they have just started. */
  warmUp?: number[];
  /** Worker processes. Default 1. */
  workers?: number;
  /** Default: the dev server, in memory. */
  temporal?: WithTemporal;
  /** Node's own arguments, for the workers. */
  execArgv?: string[];
}

/** Nobody asks for objects there. The simulated S3 has an address of its own, and would be asked. */
const AS_ON_AWS = { keepCompleted: 'never' } as const;

/** This package with one worker. */
export function product(name: string, uploads: number, options: ProductOptions): Contender {
  return {
    name,
    verifies: true,
    uploads: () => uploads,
    prepare: async () => packageVersion(),
    clean: (s3) => cleanWithProduct(s3, options),
  };
}

/** One job, on a Temporal server and workers of its own. */
export async function cleanWithProduct(
  s3: BenchBucket | BenchS3,
  { input, preparation, warmUp = [], workers: count = 1, temporal: run = withTemporal, execArgv = [] }: ProductOptions,
): Promise<JobEffort> {
  const { bucket, endpoint } = s3;
  return await run(({ address, client, databaseBytes }) =>
    withWorkers(
      { program: 'product-worker', count, execArgv: [...NODE_FLAGS, ...execArgv] },
      { address, endpoint },
      async (workers) => {
        const cleanup = new S3CleanupClient(client);
        for (const uploads of warmUp) await cleanAnother(s3, cleanup, uploads);
        return await measureJob({ client, databaseBytes }, workers, async () => {
          const job = preparation
            ? await cleanup.prepare({ bucket, ...AS_ON_AWS, ...preparation })
            : await cleanup.start({ bucket, select: { all: true }, quietPeriod: 0, ...AS_ON_AWS, ...input });
          await job.result();
          return job;
        });
      },
    ),
  );
}

/** Cleans another bucket of the same server, which forgets it. */
async function cleanAnother(s3: BenchBucket | BenchS3, cleanup: S3CleanupClient, count: number): Promise<void> {
  if (!('control' in s3)) throw new Error('only the simulated S3 makes uploads for a warm-up');
  const { control } = s3;
  const bucket = 'warm-up';
  await control.run('createBucket', { bucket });
  await control.run('seedUploads', { bucket, count, key: '{n}', initiated: '2026-01-01T00:00:00Z' });
  const job = await cleanup.start({ bucket, select: { all: true }, settle: 0, quietPeriod: 0, ...AS_ON_AWS });
  await job.result();
  await control.run('removeBucket', { bucket });
  await control.run('clearLog');
}
