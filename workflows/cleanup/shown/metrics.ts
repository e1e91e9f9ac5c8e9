import { metricMeter } from '@temporalio/workflow';
import { somethingRemains } from '../account/pass.ts';
import type { Job } from '../job.ts';
import { FREED_BYTES, type KEPT_REASONS, UPLOAD_COUNTERS, uploadCounter } from './metric-names.ts';

/** Counts uploads in the metrics of the worker: once, for the SDK leaves out what is replayed. */
export function meterUploads(
  what: keyof typeof UPLOAD_COUNTERS,
  uploads: number,
  tags: { reason?: (typeof KEPT_REASONS)[number] } = {},
): void {
  metricMeter.createCounter(uploadCounter(what), undefined, UPLOAD_COUNTERS[what]).add(uploads, tags);
}

/** Counts what a job that completes has kept. */
export function meterKept({ state: { listing } }: Job): void {
  meterUploads('kept', listing.keptYoung, { reason: 'young' });
  meterUploads('kept', listing.keptActive, { reason: 'active' });
  meterUploads('kept', listing.keptCompleted ?? 0, { reason: 'completed' });
}

/** Counts the bytes measured so far as freed, when nothing that held them remains. */
export function meterFreed(job: Job): void {
  const { state } = job;
  if (job.request.dryRun || somethingRemains(state)) return;
  const measured = state.byPrefix.reduce((sum, { bytes }) => sum + bytes, 0);
  const fresh = measured - state.freedBytes;
  if (fresh === 0) return;
  state.freedBytes = measured;
  metricMeter.createCounter(FREED_BYTES.name, undefined, FREED_BYTES.description).add(fresh);
}
