import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { StartedCleanup } from '../../client/index.ts';
import type { CleanupReport } from '../../workflows/cleanup/contract.ts';
import type { Site } from './site.ts';

const UPLOADS = 20_000;
const SETTLE_MS = 1_000;
const CUT_OFF = '2026-06-01T00:00:00Z';

/** Half the uploads behave; the others need several aborts, get late parts, or must not be touched. */
export function seedBucket({ s3 }: Site): void {
  s3.createBucket('photos');
  s3.createBucket('others');
  const parts = [{ size: 5_242_880 }];
  s3.seedUploads('photos', UPLOADS, (n) => ({
    key: `logs/${n % 15_000}`,
    initiated: '2026-01-01T00:00:00Z',
    parts,
    ...(n % 20 === 0 ? { abortsNeeded: 3 } : {}),
    ...(n % 20 === 1 ? { latePart: { afterMs: 400 } } : {}),
  }));
  s3.seedUploads('photos', 500, (n) => ({ key: `logs/${n}`, initiated: '2026-07-01T00:00:00Z', parts }));
  s3.seedUploads('photos', 100, (n) => ({ key: `other/${n}`, initiated: '2026-01-01T00:00:00Z', parts }));
  s3.seedUploads('others', 100, (n) => ({ key: `logs/${n}`, initiated: '2026-01-01T00:00:00Z', parts }));
}

export async function begin(site: Site, workers: number): Promise<StartedCleanup> {
  for (let slot = 0; slot < workers; slot += 1) site.startWorker(slot);
  await Promise.all([...site.workers.keys()].map((slot) => site.ready(slot)));
  return site.start({
    bucket: 'photos',
    prefix: 'logs/',
    select: { initiatedBefore: CUT_OFF },
    // The simulated S3 stands for AWS, where nobody asks for objects.
    keepCompleted: 'never',
    settle: SETTLE_MS,
    quietPeriod: 500,
    retry: { initial: 500, maximum: '5s', giveUpAfter: '1h' },
    // Slow enough for the trouble to come while it works: 40,000 requests take 80 s.
    limits: { requestsPerSecond: 500, uploadsPerRun: 3_000 },
    parallelism: 3,
  });
}

/** The SDK gives up to ask a server that is away for longer than its own retries. */
async function resultOf(job: StartedCleanup): Promise<CleanupReport> {
  for (;;) {
    try {
      return await job.result();
    } catch (error) {
      if (!isGrpcServiceError((error as Error).cause)) throw error;
      await delay(500);
    }
  }
}

/** Makes trouble so many times. S3 fails to abort one upload until then: the job cannot end before. */
export async function during(
  { s3 }: Site,
  job: StartedCleanup,
  trouble: () => Promise<void>,
  times: number,
): Promise<CleanupReport> {
  const heal = s3.fail({
    operation: 'AbortMultipartUpload',
    bucket: 'photos',
    key: 'logs/9999',
    kind: 'InternalError',
  });
  const result = resultOf(job);
  result.catch(() => {});
  for (let done = 0; done < times; done += 1) await trouble();
  heal();
  return await result;
}

export function expectTruth({ s3 }: Site, report: CleanupReport): void {
  const left = s3.uploads('photos').filter(({ key, initiated }) => key.startsWith('logs/') && initiated < CUT_OFF);
  expect(left).toEqual([]);
  expect(report).toMatchObject({
    outcome: 'clean',
    uploads: { listed: UPLOADS + 500, selected: UPLOADS, gone: UPLOADS, keptYoung: 500 },
  });
  expect(s3.uploads('photos')).toHaveLength(600);
  expect(s3.uploads('others')).toHaveLength(100);
  expect(s3.log.settleViolations(SETTLE_MS)).toEqual([]);
}

/** Within five seconds. */
/** Kills one of so many workers, and starts another in its place. */
export async function killWorker(site: Site, random: () => number, workers: number): Promise<void> {
  const slot = Math.floor(random() * workers);
  await delay(random() * 2_500);
  await site.killWorker(slot);
  site.startWorker(slot);
  await site.ready(slot);
}

export async function crashTemporal(site: Site, random: () => number): Promise<void> {
  await delay(1_000 + random() * 4_000);
  await site.restartTemporal();
}

/** Longer than a request is retried. */
export async function outageOfS3({ s3 }: Site, random: () => number): Promise<void> {
  await delay(1_000 + random() * 2_000);
  await s3.outage(true);
  await delay(20_000);
  await s3.outage(false);
}
