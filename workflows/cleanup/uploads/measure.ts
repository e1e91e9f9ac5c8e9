import { describePage } from '../../../domain/pages.ts';
import { present } from '../../../domain/present.ts';
import { activities } from '../../durable/activities.ts';
import { UPLOADS_POLICY } from '../../durable/policies.ts';
import { dealWithAll, limitsOf } from '../../durable/steering.ts';
import type { AbortedUpload } from '../contract.ts';
import type { Job } from '../job.ts';
import { addMeasures, countRequests } from '../ledger.ts';

/** Adds up what uploads hold before their first abort, where that is wanted. */
export async function measure(job: Job, uploads: AbortedUpload[]): Promise<void> {
  const fresh = uploads.filter(({ isBack }) => !isBack);
  if (!job.request.measure) return;
  await dealWithAll(job.steering, fresh, async (part) => {
    const { target, activeSince } = job.request;
    const { inspectUploads } = activities(UPLOADS_POLICY, `inspect ${describePage(part)}`);
    const refs = part.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
    const input = { target, uploads: refs, ...present({ activeSince }), measure: true };
    const found = await inspectUploads({ ...input, limits: limitsOf(job.steering) });
    countRequests(job, found.requests);
    addMeasures(job.state, found.byPrefix);
    return found;
  });
}
