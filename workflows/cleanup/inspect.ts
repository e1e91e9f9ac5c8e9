import type { InspectedUploads } from '../../activities/contract.ts';
import { describePage } from '../../domain/pages.ts';
import { present } from '../../domain/present.ts';
import type { Upload } from '../../domain/upload.ts';
import { activities } from '../durable/activities.ts';
import { UPLOADS_POLICY } from '../durable/policies.ts';
import { dealWithAll, limitsOf } from '../durable/steering.ts';
import { allUnknown } from './failures.ts';
import type { Job } from './job.ts';
import { addMeasures, countRequests, isKnown } from './ledger.ts';

/** Adds up what the uploads hold, where wanted, and answers those that must be kept because they are being written. */
export async function inspect(job: Job, uploads: Upload[]): Promise<Set<Upload>> {
  const { activeSince } = job.request;
  const measure = job.request.measure && uploads.every((upload) => !isKnown(job, upload));
  const kept = new Set<Upload>();
  if (!(measure || activeSince)) return kept;
  const unknown: string[] = [];
  await dealWithAll(job.steering, uploads, async (part) => {
    const found = await inspectOnce(job, part, measure);
    countRequests(job, found.requests);
    addMeasures(job.state, found.byPrefix);
    unknown.push(...found.problems.map(({ reason }) => reason));
    // What is not known to be idle is kept.
    const active = [...found.active, ...found.problems.map(({ index }) => index)];
    for (const index of activeSince === undefined ? [] : active) kept.add(part[index] as Upload);
    return found;
  });
  if (uploads.length > 0 && unknown.length === uploads.length) throw allUnknown(job, uploads.length, unknown);
  return kept;
}

function inspectOnce({ request, steering }: Job, uploads: Upload[], measure: boolean): Promise<InspectedUploads> {
  const { target, activeSince } = request;
  const { inspectUploads } = activities(UPLOADS_POLICY, `inspect ${describePage(uploads)}`);
  return inspectUploads({ target, uploads, ...present({ activeSince }), measure, limits: limitsOf(steering) });
}
