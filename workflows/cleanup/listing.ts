import type { Marker, UploadPage } from '../../activities/contract.ts';
import { present } from '../../domain/present.ts';
import type { Selection } from '../../domain/selection.ts';
import { activities } from '../durable/activities.ts';
import { rootFailure } from '../durable/failures.ts';
import { FIRST_CONTACT_POLICY, LISTING_POLICY } from '../durable/policies.ts';
import { answerOf } from '../durable/steering.ts';
import { isFirstContact, type Job } from './job.ts';
import { countRequests, noteAnswer } from './ledger.ts';
import { showingTrouble } from './outage.ts';

/** One page of the listing; undefined when S3 no longer takes the marker. */
export async function listPage(job: Job, marker: Marker | undefined): Promise<UploadPage | undefined> {
  const { range } = job.request;
  const from = marker ?? (range.after === undefined ? undefined : { key: range.after });
  const policy = isFirstContact(job) ? FIRST_CONTACT_POLICY : showingTrouble(job, LISTING_POLICY);
  const { listUploads } = activities(policy, `list pass ${job.state.pass}${placeIn(from)}`);
  try {
    const input = { target: job.request.target, ...selectionOf(job.request), ...present({ marker: from }) };
    const page = await answerOf(job.steering, () => listUploads(input));
    noteAnswer(job, page);
    return page;
  } catch (error) {
    if (rootFailure(error)?.type !== 'InvalidMarker') throw error;
    countRequests(job, { list: 1 });
    return undefined;
  }
}

/** What of the bucket the job is about: listings, dry runs and aborts all ask this. */
export function selectionOf({ prefix, range, initiatedBefore }: Job['request']): Selection {
  return present({ prefix, after: range.after, through: range.through, initiatedBefore });
}

/** What keeps an upload that is selected: the abort, the measurement before it and the dry run all ask this. */
export function keptWhere({ activeSince, keepCompleted }: Job['request']) {
  return present({ activeSince, keepCompleted: keepCompleted === 'auto' ? undefined : keepCompleted });
}

/** ` after logs/a`, for the summary of an activity. */
export function placeIn(marker: Pick<Marker, 'key'> | undefined): string {
  return marker === undefined ? '' : ` after ${[...marker.key].slice(0, 40).join('')}`;
}
