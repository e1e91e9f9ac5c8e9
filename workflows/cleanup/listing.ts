import type { ActivityOptions } from '@temporalio/workflow';
import type { Limits, Marker, UploadPage } from '../../activities/contract.ts';
import { present } from '../../domain/present.ts';
import type { Selection } from '../../domain/selection.ts';
import { activities } from '../durable/activities.ts';
import { rootFailure } from '../durable/failures.ts';
import { FIRST_CONTACT_POLICY, LISTING_POLICY, UPLOADS_POLICY } from '../durable/policies.ts';
import { rateOnly } from '../durable/rate/parts.ts';
import { answerOf } from '../durable/steering.ts';
import { showingTrouble } from '../durable/trouble/outage.ts';
import { countRequests, noteAnswer } from './account/answers.ts';
import { isFirstContact, type Job } from './job.ts';

/** One page of the listing; undefined when S3 no longer takes the marker. */
export async function listPage(job: Job, marker: Marker | undefined): Promise<UploadPage | undefined> {
  const { range } = job.request;
  const from = marker ?? (range.after === undefined ? undefined : { key: range.after });
  try {
    const input = { target: job.request.target, ...selectionOf(job.request), ...present({ marker: from }) };
    const page = await answerOf(
      job.steering,
      (limits) => {
        const policy = isFirstContact(job) ? FIRST_CONTACT_POLICY : listingPolicy(job, limits);
        const { listUploads } = activities(policy, `list pass ${job.state.pass}${placeIn(from)}`);
        return listUploads({ ...input, ...rateOnly(limits) });
      },
      'listing',
    );
    noteAnswer(job, page);
    return page;
  } catch (error) {
    if (rootFailure(error)?.type !== 'InvalidMarker') throw error;
    countRequests(job, { list: 1 });
    return undefined;
  }
}

/** A listing that holds to a rate may take long. */
export function listingPolicy(job: Job, { requestsPerSecond }: Limits): ActivityOptions {
  const policy = showingTrouble(job.steering.outage, LISTING_POLICY);
  if (requestsPerSecond === undefined) return policy;
  return { ...policy, startToCloseTimeout: UPLOADS_POLICY.startToCloseTimeout };
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
