import type { Upload } from '../activities/contract.ts';
import { activities, countRequests, limitsOf } from './activities.ts';
import { denied } from './failures.ts';
import type { Job } from './job.ts';
import { spanOf } from './pages.ts';
import { UPLOADS } from './policies.ts';
import { addMeasures, isKnown } from './progress.ts';

/** Adds up what the uploads hold, where wanted, and answers those that must be kept because they are being written. */
export async function inspect(job: Job, uploads: Upload[]): Promise<Set<Upload>> {
  const { target, activeSince } = job.request;
  const measure = job.request.measure && uploads.every((upload) => !isKnown(job, upload));
  if (uploads.length === 0 || !(measure || activeSince)) return new Set();
  const { inspectUploads } = activities(UPLOADS, `inspect ${spanOf(uploads)}`);
  const since = activeSince === undefined ? {} : { activeSince };
  const found = await inspectUploads({ target, uploads, ...since, measure, limits: limitsOf(job) });
  countRequests(job, found.requests);
  addMeasures(job, found.byPrefix);
  const unknown = found.problems.map(({ index }) => index);
  if (unknown.length === uploads.length) throw denied(job, ['ListParts'], uploads.length);
  // What is not known to be idle is kept.
  const kept = activeSince === undefined ? [] : [...found.active, ...unknown];
  return new Set(kept.flatMap((index) => uploads[index] ?? []));
}
