import type { Marker, UploadPage } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { LOST_PLACES_AT_MOST } from '../../domain/pages.ts';
import { present } from '../../domain/present.ts';
import { activities } from '../durable/activities.ts';
import { failure, rootFailure } from '../durable/failures.ts';
import { FIRST_CONTACT_POLICY, LISTING_POLICY } from '../durable/policies.ts';
import { answerOf } from '../durable/steering.ts';
import type { ListingState } from './contract.ts';
import type { Job } from './job.ts';
import { countRequests } from './ledger.ts';

/** A page whose uploads are being aborted, and which of them turned out to be active. */
export interface TakenPage {
  page: UploadPage;
  active: number[];
}

/** One page of the listing; undefined when S3 no longer takes the marker. */
export async function listPage(job: Job, marker: Marker | undefined): Promise<UploadPage | undefined> {
  const { range } = job.request;
  const from = marker ?? (range.after === undefined ? undefined : { key: range.after });
  // A range skips the limit of the first contact: its parent has reached S3. So it rides an outage out.
  const isFirstContact = job.input.resume === undefined && job.state.requests.list === 0;
  const policy = isFirstContact ? FIRST_CONTACT_POLICY : LISTING_POLICY;
  const { listUploads } = activities(policy, `list pass ${job.state.pass}${placeIn(from)}`);
  try {
    const input = { ...selectionOf(job), ...present({ marker: from }) };
    const page = await answerOf(job.steering, () => listUploads(input));
    countRequests(job, page.requests);
    return page;
  } catch (error) {
    if (rootFailure(error)?.type !== 'InvalidMarker') throw error;
    countRequests(job, { list: 1 });
    return undefined;
  }
}

/** What every listing of the job asks for. */
export function selectionOf({ request }: Pick<Job, 'request'>) {
  const { target, prefix, range, initiatedBefore } = request;
  return { target, ...present({ prefix, through: range.through, initiatedBefore }) };
}

/** ` after logs/a`, for the summary of an activity. */
export function placeIn(marker: Pick<Marker, 'key'> | undefined): string {
  return marker === undefined ? '' : ` after ${[...marker.key].slice(0, 40).join('')}`;
}

/**
 * Where the listing goes on after these pages have been dealt with. A marker counts only while its upload exists, so
 * after an abort that is the last key that was listed to its end; uploads of later keys are listed once more.
 */
export function placeAfter(job: Job, pages: TakenPage[], lost: boolean): ListingState {
  const last = pages.at(-1);
  const start = lost && !last ? fromTheBeginning(job) : job.state.listing;
  let here = start;
  let safe = start;
  for (const taken of pages) {
    const before = here;
    here = afterPage(before, taken);
    if (taken.page.boundary) safe = afterBoundary(before, taken);
    if (markerStillCounts(job, taken) && !(lost && taken === last)) safe = here;
  }
  if (last && !last.page.next && !lost) return { ...here, ended: true };
  return { ...safe, lostPlaces: lost ? countLost(job) : safe.lostPlaces };
}

function afterPage(before: ListingState, { page, active }: TakenPage): ListingState {
  const { marker: _, ...rest } = before;
  const counts = { keptYoung: before.keptYoung + page.keptYoung, keptActive: before.keptActive + active.length };
  return { ...rest, ...counts, ...(page.next ? { marker: page.next } : {}) };
}

function afterBoundary(before: ListingState, { page, active }: TakenPage): ListingState {
  const { afterKey = '', keptYoung = 0, selected = 0 } = page.boundary ?? {};
  return {
    ...before,
    marker: { key: afterKey },
    keptYoung: before.keptYoung + keptYoung,
    keptActive: before.keptActive + active.filter((position) => position < selected).length,
  };
}

/** True where nothing of the page was aborted, and on a directory bucket: its markers are opaque, there is no other. */
function markerStillCounts({ request }: Job, { page, active }: TakenPage): boolean {
  if (page.next?.unpaged) return true;
  return request.dryRun || page.uploads.length === active.length || isDirectoryBucket(request.target.bucket);
}

function fromTheBeginning({ state }: Job): ListingState {
  const { marker: _, ...rest } = state.listing;
  return { ...rest, keptYoung: 0, keptActive: 0 };
}

function countLost({ state, request }: Job): number {
  const lostPlaces = state.listing.lostPlaces + 1;
  if (lostPlaces <= LOST_PLACES_AT_MOST) return lostPlaces;
  throw failure(
    'Unsupported',
    `The listing of ${request.target.bucket} cannot be continued: S3 refused its own marker ${lostPlaces} times in a row`,
  );
}
