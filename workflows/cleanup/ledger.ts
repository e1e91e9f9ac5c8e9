import { patched } from '@temporalio/workflow';
import type { InitiatorCount, PrefixMeasure, Upload, UploadPage } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { mergeInitiators, mergeMeasures } from '../../domain/measures.ts';
import { bytesOf, isListedBehind } from '../../domain/payload-size.ts';
import { countRequests } from '../durable/activities.ts';
import { HELD_AT_MOST } from '../durable/policies.ts';
import type { HeldUpload, Resume } from './contract.ts';
import type { Job, KeyRange } from './job.ts';
import { addListedAgain } from './listed-again.ts';

/** Bounds on what a job carries from run to run. */
const ARRIVALS_AT_MOST = 5_000;
/** Uploads that the same pass lists again: only by name are they known not to count twice. */
const LISTED_AGAIN_AT_MOST = { uploads: 2_000, bytes: 400_000 };

/** True for an upload that an earlier pass has counted: `selected` and `gone` count distinct uploads. */
export function isKnown({ state }: Job, upload: Upload): boolean {
  if (initiatedBeforeTheJob(state.startedAt, upload)) return state.pass > 1;
  return state.arrivals.includes(fingerprint(upload));
}

/** Counts what a pass found to abort; a pass that finds nothing is clean. */
export function countFound({ state }: Job, uploads: number): void {
  state.listing.found += uploads;
}

/** Counts uploads about to be aborted, each once in the life of the job. */
export function countSelected(job: Job, uploads: HeldUpload[]): void {
  const { state } = job;
  const fresh = uploads.filter((upload) => !isKnown(job, upload));
  state.selected += fresh.length;
  if (!job.request.dryRun) job.inHand += uploads.length;
  const arrived = fresh.filter((upload) => !initiatedBeforeTheJob(state.startedAt, upload)).map(fingerprint);
  state.arrivals = [...state.arrivals, ...arrived].slice(0, ARRIVALS_AT_MOST);
}

/** Adds those that were aborted for the second time to the count; answers how many those are. */
export function countReaborted({ state }: Job, aborted: HeldUpload[]): number {
  const second = aborted.filter(({ aborts }) => aborts === 2);
  return addReaborted(state, second.length, second.filter(({ isBack }) => isBack).length);
}

/** Of uploads that are back, as many are counted already as the pass before let go of. */
function addReaborted(state: Resume, reaborted: number, back: number): number {
  const { reabortedBefore = 0, reabortedBack = 0 } = state;
  const counted = Math.min(back, reabortedBefore);
  if (counted > 0) state.reabortedBefore = reabortedBefore - counted;
  if (back > 0) state.reabortedBack = reabortedBack + back;
  state.reaborted += reaborted - counted;
  return reaborted - counted;
}

/** What remains of a range goes to its child, which lists it again: only by name does it know what is counted already. */
export function takeInRange(job: Job, { after, through }: KeyRange): HeldUpload[] {
  const isInRange = ({ key }: HeldUpload) =>
    (after === undefined || isListedBehind(key, after)) && (through === undefined || !isListedBehind(key, through));
  const held = job.state.remaining.filter(isInRange);
  if (held.length === 0 || !patched('ranges-take-what-remains')) return [];
  job.state.remaining = job.state.remaining.filter((upload) => !isInRange(upload));
  job.inHand += held.length;
  return held;
}

/** Adds up what a child counted in its range. */
export function addRange(job: Job, child: Resume): void {
  const { state } = job;
  state.selected += child.selected;
  addReaborted(state, child.reaborted, child.reabortedBack ?? 0);
  if (child.reabortedInOverflow)
    state.reabortedInOverflow = (state.reabortedInOverflow ?? 0) + child.reabortedInOverflow;
  state.alreadyGone += child.alreadyGone;
  state.unproven += child.unproven;
  if (child.freedBytes) state.freedBytes = (state.freedBytes ?? 0) + child.freedBytes;
  state.listing.found += child.listing.found;
  addListedAgain(state, child.listing.again);
  state.listing.keptYoung += child.listing.keptYoung;
  state.listing.keptActive += child.listing.keptActive;
  state.arrivals = [...new Set([...state.arrivals, ...child.arrivals])].slice(0, ARRIVALS_AT_MOST);
  for (const upload of child.remaining) hold(job, upload);
  for (const [reason, count] of Object.entries(child.overflow)) {
    state.overflow[reason] = (state.overflow[reason] ?? 0) + count;
  }
  addMeasures(job, child.byPrefix);
  addInitiators(job, child.initiators);
  countRequests(job, child.requests);
}

/** Keeps an upload by name while there is room; the others are counted and found again by the next pass. */
export function hold(job: Job, upload: HeldUpload): void {
  const { state } = job;
  if (hasRoom(job, upload)) {
    state.remaining.push(upload);
    return;
  }
  state.overflow[upload.reason] = (state.overflow[upload.reason] ?? 0) + 1;
  if (upload.aborts > 1) state.reabortedInOverflow = (state.reabortedInOverflow ?? 0) + 1;
  if (upload.reason.startsWith('ListParts:')) state.unproven += 1;
}

function hasRoom(job: Job, { key }: HeldUpload): boolean {
  const { remaining } = job.state;
  const most = isListedAgain(job, key) ? LISTED_AGAIN_AT_MOST : HELD_AT_MOST;
  const bytes = remaining.reduce((sum, held) => sum + bytesOf(held), 0);
  return remaining.length < most.uploads && bytes < most.bytes;
}

/** True for keys behind the place from which this pass lists on. */
function isListedAgain({ state, request }: Job, key: string): boolean {
  const { ended, marker } = state.listing;
  if (ended || isDirectoryBucket(request.target.bucket)) return false;
  return !marker || isListedBehind(key, marker.key);
}

/** Counts who initiated the uploads of a page that are about to be aborted, unless an earlier pass has counted them. */
export function countInitiators(job: Job, { uploads, initiators }: UploadPage, idle: Upload[]): void {
  const fresh = new Set(idle.filter((upload) => !isKnown(job, upload)));
  const found = initiators.map(({ id, uploads: all, at }) => {
    const isFresh = (position: number) => fresh.has(uploads[position] as Upload);
    return { id, uploads: at ? at.filter(isFresh).length : Math.min(all, fresh.size) };
  });
  addInitiators(
    job,
    found.filter((initiator) => initiator.uploads > 0),
  );
}

function addInitiators({ state }: Job, found: InitiatorCount[]): void {
  state.initiators = mergeInitiators(state.initiators, found);
}

export function addMeasures({ state }: Job, found: PrefixMeasure[]): void {
  state.byPrefix = mergeMeasures(state.byPrefix, found);
}

function initiatedBeforeTheJob(startedAt: string, { initiated }: Upload): boolean {
  return Date.parse(initiated) < Date.parse(startedAt);
}

/** FNV-1a over key and upload ID, twice with different seeds: 64 bits, enough for a few thousand uploads. */
function fingerprint({ key, uploadId }: Upload): string {
  const text = `${uploadId}\n${key}`;
  return hash(text, 0x811c9dc5).toString(36) + hash(text, 0x01000193).toString(36);
}

function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
