import { describePage } from '../../../domain/pages.ts';
import { nameOf } from '../../../domain/upload.ts';
import { activities } from '../../durable/activities.ts';
import { UPLOADS_POLICY } from '../../durable/policies.ts';
import { dealWithAll } from '../../durable/steering.ts';
import { showingTrouble } from '../../durable/trouble/outage.ts';
import { addMeasures, noteAnswer } from '../account/answers.ts';
import type { AbortedUpload } from '../contract.ts';
import type { Job } from '../job.ts';
import { keptWhere } from '../listing.ts';
import { told } from './listed.ts';

/** Adds up what uploads hold before their first abort, where that is wanted. */
export async function measure(job: Job, uploads: AbortedUpload[]): Promise<void> {
  const fresh = uploads.filter(({ isBack }) => !isBack);
  if (!job.request.measure) return;
  await dealWithAll(job.steering, fresh, async (part, limits) => {
    const { target } = job.request;
    const { inspectUploads } = activities(
      showingTrouble(job.steering.outage, UPLOADS_POLICY),
      `inspect ${describePage(part)}`,
    );
    const refs = told(job, part, nameOf, () => undefined);
    const each = job.state.record && { each: true };
    const input = { target, uploads: refs, ...keptWhere(job.request), measure: true, ...each };
    const found = await inspectUploads({ ...input, limits });
    noteAnswer(job, found);
    addMeasures(job.state, found.byPrefix);
    for (const [index, bytes] of found.bytes?.entries() ?? []) {
      if (bytes !== null) Object.assign(part[index] ?? {}, { bytes });
    }
    return found;
  });
}
