import type { Marker, UploadPage } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { Upload } from '../../domain/upload.ts';
import { failure } from '../durable/failures.ts';
import { STANDSTILLS_AT_MOST } from '../durable/policies.ts';
import type { AbortedUpload, ListingState } from './contract.ts';
import { clockGoesOn, startClock } from './give-up.ts';
import type { Job } from './job.ts';
import { countedByName, skipped } from './ledger.ts';

/** A stretch of the listing: its pages, and what became of their uploads. */
export interface Segment {
  readonly pages: UploadPage[];
  /** Of the pages and of what remained from before: those that wait for their proof. */
  readonly uploads: AbortedUpload[];
  /** Upload IDs of what remained from before: the listing shows them again. */
  readonly carried: Set<string>;
  /** Upload IDs of those that are kept because they are being written. */
  readonly active: Set<string>;
  /** S3 refused the marker of the page that should have come next. */
  lost: boolean;
}

/**
 * The cursor of a pass: a place in the listing. S3 takes the marker of an upload that is still there, and any key. So after a
 * stretch the place is behind the last upload that is known to be there still, or behind the last key that is listed to its
 * end. A place that does not advance, with nothing proven, is a standstill; after some of them the key is skipped.
 */
export function goOnAfter(job: Job, segment: Segment, there: Set<string>, hasProven: boolean): void {
  if (segment.lost && segment.pages.length === 0) goBack(job);
  else goOn(job, segment, there, hasProven);
}

function goOn(job: Job, segment: Segment, there: Set<string>, hasProven: boolean): void {
  const { listing } = job.state;
  const { place, again } = placeAfter(job, segment, there);
  const hasAdvanced = place.ended || !isSame(place.marker, listing.marker);
  moveTo(listing, place);
  // S3 lists once more what is behind the place. What was proven gone, and comes back, has to be known then.
  countedByName(
    job,
    again.filter(({ uploadId }) => !there.has(uploadId) && !segment.active.has(uploadId)),
  );
  const lastAgain = again.at(-1);
  if (lastAgain) listing.relisted = lastAgain.key;
  if (hasAdvanced) {
    listing.standstills = 0;
    if (job.state.pass === 1) clockGoesOn(job);
    return;
  }
  startClock(job);
  listing.standstills = hasProven ? 0 : listing.standstills + 1;
  if (listing.standstills >= STANDSTILLS_AT_MOST)
    skipKey(job, segment.pages[0]?.uploads[0]?.key ?? listing.marker?.key);
}

/** S3 no longer takes the marker of an upload: its key is listed once more, from the end of the keys before it. */
function goBack(job: Job): void {
  const { listing } = job.state;
  const key = listing.marker?.key;
  startClock(job);
  listing.refusals += 1;
  if (listing.refusals >= STANDSTILLS_AT_MOST) {
    skipKey(job, key);
    return;
  }
  if (key !== undefined) listing.relisted = key;
  const { marker, keptYoung, keptActive } = listing.keyPlace;
  moveTo(listing, { ended: false, ...at(marker), keptYoung, keptActive });
}

function moveTo(listing: ListingState, { marker, ...place }: Place): void {
  Object.assign(listing, place);
  if (marker) listing.marker = marker;
  else delete listing.marker;
  if (marker?.uploadId !== undefined || isSame(marker, listing.keyPlace.marker)) return;
  listing.keyPlace = { ...at(marker), keptYoung: place.keptYoung, keptActive: place.keptActive };
  listing.refusals = 0;
}

type Place = Pick<ListingState, 'ended' | 'keptYoung' | 'keptActive' | 'marker'>;

/** Where the listing goes on, and the uploads of the stretch that it will show once more if they are there then. */
function placeAfter(job: Job, segment: Segment, there: Set<string>): { place: Place; again: Upload[] } {
  const { listing } = job.state;
  const { pages, lost } = segment;
  const start: Place = {
    ended: false,
    ...at(listing.marker),
    keptYoung: listing.keptYoung,
    keptActive: listing.keptActive,
  };
  let here = start;
  let safe = start;
  let again: Upload[] = [];
  for (const page of pages) {
    const part = placeIn(job, page, segment, there, lost && page === pages.at(-1));
    again = part ? page.uploads.slice(part.taken) : [...again, ...page.uploads];
    if (part) {
      const kept = { keptYoung: here.keptYoung + part.young, keptActive: here.keptActive + part.active };
      safe = { ended: false, ...at(part.marker), ...kept };
    }
    const young = here.keptYoung + page.keptYoung;
    here = { ...here, keptYoung: young, keptActive: here.keptActive + activeAmong(page, segment) };
  }
  const isAtTheEnd = !lost && pages.length > 0 && pages.at(-1)?.next === undefined;
  if (!isAtTheEnd) return { place: safe, again };
  const { keptYoung, keptActive } = here;
  return { place: { ended: true, keptYoung, keptActive }, again: [] };
}

interface Part {
  marker: Marker;
  /** So many of the page's uploads are listed up to there. */
  taken: number;
  young: number;
  active: number;
}

/** The last place of a page from which S3 lists on, and how many of its uploads are kept up to there. */
function placeIn(
  job: Job,
  page: UploadPage,
  segment: Segment,
  there: Set<string>,
  isNextRefused: boolean,
): Part | undefined {
  const { next, boundary, uploads } = page;
  const isThere = (uploadId: string) => there.has(uploadId) || segment.active.has(uploadId);
  const wasTaken = uploads.some(({ uploadId }) => uploadId === next?.uploadId);
  const isOpaque = isDirectoryBucket(job.request.target.bucket);
  const isNextGood = isOpaque || next?.unpaged || next?.uploadId === undefined || !wasTaken || isThere(next.uploadId);
  if (next && isNextGood && !isNextRefused) {
    return { marker: next, taken: uploads.length, young: page.keptYoung, active: activeAmong(page, segment) };
  }
  if (boundary) {
    const active = activeAmong({ ...page, uploads: uploads.slice(0, boundary.selected) }, segment);
    return { marker: { key: boundary.afterKey }, taken: boundary.selected, young: boundary.keptYoung, active };
  }
  const last = uploads.findLastIndex(
    ({ uploadId }) => isThere(uploadId) && !(isNextRefused && uploadId === next?.uploadId),
  );
  const upload = uploads[last];
  if (!upload) return undefined;
  const young = (page.youngAfter ?? []).filter((selectedBefore) => selectedBefore <= last).length;
  const active = activeAmong({ ...page, uploads: uploads.slice(0, last + 1) }, segment);
  return { marker: { key: upload.key, uploadId: upload.uploadId }, taken: last + 1, young, active };
}

function activeAmong({ uploads }: UploadPage, { active }: Segment): number {
  return uploads.filter(({ uploadId }) => active.has(uploadId)).length;
}

/** Others are cleaned meanwhile; the next pass tries this one again. */
function skipKey(job: Job, key: string | undefined): void {
  const { bucket } = job.request.target;
  if (key === undefined || isDirectoryBucket(bucket)) {
    throw failure('Unsupported', `The listing of ${bucket} cannot be continued: S3 refuses its own markers`);
  }
  const { listing } = job.state;
  skipped(job, key);
  listing.standstills = 0;
  moveTo(listing, { ended: false, marker: { key }, keptYoung: listing.keptYoung, keptActive: listing.keptActive });
}

function isSame(a: Marker | undefined, b: Marker | undefined): boolean {
  return a?.key === b?.key && a?.uploadId === b?.uploadId;
}

function at(marker: Marker | undefined): { marker?: Marker } {
  return marker ? { marker } : {};
}
