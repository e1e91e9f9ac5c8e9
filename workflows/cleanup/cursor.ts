import type { Marker, UploadPage } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { isListedBehind } from '../../domain/key-order.ts';
import { isInsideKey, type Upload } from '../../domain/upload.ts';
import { STANDSTILLS_AT_MOST } from '../durable/policies.ts';
import { countedByName } from './account/known.ts';
import { skipped } from './account/verbs.ts';
import type { AbortedUpload, ListingState } from './contract.ts';
import { cannotBeContinued } from './failures.ts';
import { clockGoesOn, startClock } from './give-up.ts';
import type { Job } from './job.ts';

/** A stretch of the listing: its pages, and what became of their uploads. */
export interface Segment {
  readonly pages: UploadPage[];
  /** Of the pages and of what remained from before: those that wait for their proof. */
  readonly uploads: AbortedUpload[];
  /** What remained from before, and was aborted along with it. */
  readonly before: AbortedUpload[];
  /** Upload IDs of what remained from before, and of what is taken: S3 may list them once more. */
  readonly taken: Set<string>;
  /** Upload IDs of those that are kept because they are being written. */
  readonly active: Set<string>;
  /** Upload IDs of those that are kept because they look completed. */
  readonly completed: Set<string>;
  /** S3 refused the marker of the page that should have come next. */
  lost: boolean;
}

/** Why an upload is kept, besides its age. */
export type WhyKept = 'active' | 'completed';

/** Uploads that are kept, and why. */
export type Kept = Map<AbortedUpload, WhyKept>;

/**
 * The cursor of a pass: a place in the listing. S3 takes the marker of an upload that is still there, and any key. So after a
 * stretch the place is behind the last upload that is known to be there still, or behind the last key that is listed to its
 * end. A place that does not advance, with nothing proven and nothing new found, is a standstill; after some of them the key is
 * skipped.
 */
export function goOnAfter(job: Job, segment: Segment, there: Set<string>, hasGrown: boolean): void {
  if (hasGrown) job.state.listing.refusals = 0;
  countKeptBehind(job, keptFromBefore(segment));
  if (segment.lost && segment.pages.length === 0) goBack(job);
  else goOn(job, segment, there, hasGrown);
  nameWhatMayBeListedAgain(job, segment, there);
}

/** What remained from before, is kept after all, and is on no page of the stretch. */
function keptFromBefore(segment: Segment): Kept {
  const kept = segment.before.filter(({ uploadId }) => isKept(segment, uploadId));
  // A stretch has many uploads, and hardly ever such a one.
  if (kept.length === 0) return new Map();
  const shown = new Set(segment.pages.flatMap(({ uploads }) => uploads.map(({ uploadId }) => uploadId)));
  const why = ({ uploadId }: AbortedUpload) => (segment.active.has(uploadId) ? 'active' : 'completed');
  return new Map(kept.filter(({ uploadId }) => !shown.has(uploadId)).map((upload) => [upload, why(upload)]));
}

/** Counts what is kept after the listing has passed it: no page shows it any more in this pass. */
export function countKeptBehind({ request, state: { listing } }: Job, kept: Kept): void {
  // A directory bucket is passed only as a whole.
  const isOrdered = !isDirectoryBucket(request.target.bucket);
  const hasPassed = (key: string, marker?: Marker) =>
    isOrdered && marker !== undefined && !isListedBehind(key, marker.key);
  for (const [{ key }, why] of kept) {
    if (!listing.ended && !hasPassed(key, listing.marker)) continue;
    addKept(listing, why);
    if (hasPassed(key, listing.keyPlace.marker)) addKept(listing.keyPlace, why);
  }
}

function addKept(counts: KeptCounts, why: WhyKept): void {
  if (why === 'active') counts.keptActive += 1;
  else counts.keptCompleted = (counts.keptCompleted ?? 0) + 1;
}

function goOn(job: Job, segment: Segment, there: Set<string>, hasGrown: boolean): void {
  const { listing } = job.state;
  const { place, again } = placeAfter(job, segment, there);
  const hasAdvanced = place.ended || !isSame(place.marker, listing.marker);
  moveTo(job, place);
  const lastAgain = again.at(-1);
  if (lastAgain) listing.relisted = lastAgain.key;
  if (hasAdvanced) {
    listing.standstills = 0;
    // A listing that went back advances over the same keys again.
    if (job.state.pass === 1 && listing.relisted === undefined) clockGoesOn(job);
    return;
  }
  startClock(job);
  listing.standstills = hasGrown ? 0 : listing.standstills + 1;
  if (listing.standstills >= STANDSTILLS_AT_MOST) skipKey(job, segment.pages[0]?.next?.key);
}

/** S3 may list once more what is behind the last place that stays good. What was proven gone, and comes back, has to be known then. */
function nameWhatMayBeListedAgain(job: Job, { uploads }: Segment, there: Set<string>): void {
  const { ended, keyPlace } = job.state.listing;
  if (ended) return;
  const after = keyPlace.marker?.key;
  const mayBeListed = ({ key }: Upload) => after === undefined || isListedBehind(key, after);
  countedByName(
    job,
    uploads.filter((upload) => mayBeListed(upload) && !there.has(upload.uploadId)),
  );
}

/** S3 no longer takes the marker: its key is listed once more; in a directory bucket, which has no order, everything is. */
function goBack(job: Job): void {
  const { listing } = job.state;
  const key = listing.marker?.key;
  startClock(job);
  listing.refusals += 1;
  if (listing.refusals >= STANDSTILLS_AT_MOST) {
    skipKey(job, key);
    return;
  }
  if (key !== undefined) listing.relisted = isDirectoryBucket(job.request.target.bucket) ? LAST_KEY : key;
  const { keyPlace } = listing;
  moveTo(job, { ended: false, ...at(keyPlace.marker), ...keptUpTo(keyPlace) });
}

/** No key is behind it. */
const LAST_KEY = '\u{10ffff}';

function moveTo({ request, state: { listing } }: Job, { marker, ...place }: Place): void {
  Object.assign(listing, place);
  if (marker) listing.marker = marker;
  else delete listing.marker;
  // S3 may refuse the token of a directory bucket, too: there, the only place that stays good is the beginning.
  if (marker?.uploadId !== undefined || isDirectoryBucket(request.target.bucket)) return;
  if (isSame(marker, listing.keyPlace.marker)) return;
  listing.keyPlace = { ...at(marker), ...keptUpTo(place) };
  listing.refusals = 0;
}

type KeptCounts = Pick<ListingState, 'keptYoung' | 'keptActive' | 'keptCompleted'>;

type Place = KeptCounts & Pick<ListingState, 'ended' | 'marker'>;

/** Where the listing goes on, and the uploads of the stretch that it will show once more if they are there then. */
function placeAfter(
  { state: { listing } }: Job,
  segment: Segment,
  there: Set<string>,
): { place: Place; again: Upload[] } {
  const { pages, lost } = segment;
  const start: Place = { ended: false, ...at(listing.marker), ...keptUpTo(listing) };
  // Better a place that S3 may refuse than none.
  const mayRisk = listing.standstills >= STANDSTILLS_AT_MOST - 1;
  let here = start;
  let safe = start;
  let again: Upload[] = [];
  for (const page of pages) {
    const part = partOf(page, segment, there, { isNextRefused: lost && page === pages.at(-1), mayRisk });
    again = part ? page.uploads.slice(part.taken) : [...again, ...page.uploads];
    if (part) {
      const listed = page.uploads.slice(0, part.taken);
      safe = { ended: false, ...at(part.marker), ...keptWith(here, part.young, listed, segment) };
    }
    here = { ...here, ...keptWith(here, page.keptYoung, page.uploads, segment) };
  }
  const isAtTheEnd = !lost && pages.length > 0 && pages.at(-1)?.next === undefined;
  if (!isAtTheEnd) return { place: safe, again };
  return { place: { ended: true, ...keptUpTo(here) }, again: [] };
}

interface Part {
  marker: Marker;
  /** So many of the page's uploads are listed up to there. */
  taken: number;
  young: number;
}

/** How far a page reaches: the last place of it that S3 takes. Undefined: nothing of it is known to be a place. */
function partOf(
  page: UploadPage,
  segment: Segment,
  there: Set<string>,
  { isNextRefused, mayRisk }: { isNextRefused: boolean; mayRisk: boolean },
): Part | undefined {
  const { next, uploads } = page;
  if (!next) return undefined;
  const isThere = (uploadId: string) => there.has(uploadId) || isKept(segment, uploadId);
  const wasTaken = uploads.some(({ uploadId }) => uploadId === next.uploadId);
  const isNextGood = mayRisk || !isInsideKey(next) || !wasTaken || isThere(next.uploadId as string);
  if (isNextGood && !isNextRefused) {
    return { marker: next, taken: uploads.length, young: page.keptYoung };
  }
  const last = uploads.findLastIndex(
    ({ uploadId }) => isThere(uploadId) && !(isNextRefused && uploadId === next.uploadId),
  );
  const upload = uploads[last];
  if (!upload || !isInsideKey(next)) return undefined;
  const young = (page.youngAfter ?? []).filter((selectedBefore) => selectedBefore <= last).length;
  return { marker: { key: upload.key, uploadId: upload.uploadId }, taken: last + 1, young };
}

/** Kept for another reason than its age. */
export function isKept({ active, completed }: Segment, uploadId: string): boolean {
  return active.has(uploadId) || completed.has(uploadId);
}

/** What is kept up to a place, and from there on among these uploads. */
function keptWith(before: KeptCounts, young: number, uploads: Upload[], { active, completed }: Segment): KeptCounts {
  const among = (kept: Set<string>) => uploads.filter(({ uploadId }) => kept.has(uploadId)).length;
  return {
    keptYoung: before.keptYoung + young,
    keptActive: before.keptActive + among(active),
    keptCompleted: (before.keptCompleted ?? 0) + among(completed),
  };
}

function keptUpTo({ keptYoung, keptActive, keptCompleted = 0 }: KeptCounts): KeptCounts {
  return { keptYoung, keptActive, keptCompleted };
}

/** Others are cleaned meanwhile; the next pass tries this one again. */
function skipKey(job: Job, key: string | undefined): void {
  const { listing } = job.state;
  const place = { ended: false, marker: { key: key ?? '' }, ...keptUpTo(listing) };
  const isStuck =
    key === undefined || isDirectoryBucket(job.request.target.bucket) || isSame(place.marker, listing.marker);
  if (isStuck) throw cannotBeContinued(job);
  skipped(job, key);
  listing.standstills = 0;
  moveTo(job, place);
}

function isSame(a: Marker | undefined, b: Marker | undefined): boolean {
  return a?.key === b?.key && a?.uploadId === b?.uploadId;
}

function at(marker: Marker | undefined): { marker?: Marker } {
  return marker ? { marker } : {};
}
