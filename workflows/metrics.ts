import { metricMeter } from '@temporalio/workflow';
import type { Job } from './job.ts';
import { somethingRemains } from './passes.ts';

/** What the counters `s3_cleanup_uploads_…` count. */
const UPLOADS = {
  listed: 'Uploads in pages of listings; each pass lists what is left once more',
  aborted: 'Aborts that S3 accepted, repeated ones included',
  reaborted: 'Uploads that needed more than one abort',
  gone: 'Uploads of which ListParts showed that nothing is left',
} as const;

/** Counts uploads in the metrics of the worker: once, for the SDK leaves out what is replayed. */
export function meterUploads(what: keyof typeof UPLOADS, uploads: number): void {
  metricMeter.createCounter(`s3_cleanup_uploads_${what}`, undefined, UPLOADS[what]).add(uploads);
}

/** Counts what a job that completes has kept, by reason. */
export function meterKept({ state: { listing } }: Job): void {
  const kept = metricMeter.createCounter(
    's3_cleanup_uploads_kept',
    undefined,
    'Uploads that a job, when it completed, had kept',
  );
  kept.add(listing.keptYoung, { reason: 'young' });
  kept.add(listing.keptActive, { reason: 'active' });
}

/** Counts the bytes measured so far as freed, when nothing that held them remains. */
export function meterFreed(job: Job): void {
  const { state } = job;
  if (job.request.dryRun || somethingRemains(job)) return;
  const measured = state.byPrefix.reduce((sum, { bytes }) => sum + bytes, 0);
  const fresh = measured - (state.freedBytes ?? 0);
  if (fresh === 0) return;
  state.freedBytes = measured;
  metricMeter
    .createCounter('s3_cleanup_freed_bytes', undefined, 'Bytes that uploads held which are gone now, where measured')
    .add(fresh);
}
