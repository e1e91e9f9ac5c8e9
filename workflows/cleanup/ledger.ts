import { patched } from '@temporalio/workflow';
import type { UploadPage } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { addTo, type RequestCounts } from '../../domain/counts.ts';
import { isListedBehind } from '../../domain/key-order.ts';
import { type InitiatorCount, mergeInitiators, mergeMeasures, type PrefixMeasure } from '../../domain/measures.ts';
import { bytesOf } from '../../domain/payload-size.ts';
import type { KeyRange, Upload } from '../../domain/upload.ts';
import { REMAINING_AT_MOST } from '../durable/policies.ts';
import type { AbortedUpload, ListedAgain, Resume } from './contract.ts';
import { nothingListed } from './job.ts';
import type { CleanupRequest } from './request.ts';

/** What counting needs of a job. */
export interface Ledger {
  readonly state: Resume;
  readonly request: Pick<CleanupRequest, 'dryRun' | 'target'>;
  awaitingProof: number;
}

/** Bounds on what a job carries from run to run. */
const ARRIVALS_AT_MOST = 5_000;
/** Uploads that the same pass lists again: only by name are they known not to count twice. */
const LISTED_AGAIN_AT_MOST = { uploads: 2_000, bytes: 400_000 };
/** 20 keys of 1,024 bytes add little to what a job carries from run to run. */
const NAMED_AGAIN_AT_MOST = 20;

/** Begins a pass, unless the run before left one unfinished. */
export function beginPass({ state }: Ledger): void {
  if (state.passing) return;
  state.passing = true;
  state.pass += 1;
  state.listing = nothingListed();
  // What was too much to hold is listed again by this pass.
  state.overflow = {};
  state.reabortedBefore = state.reabortedInOverflow ?? 0;
  state.reabortedInOverflow = 0;
}

/** Ends a pass; `cleanPasses` is how many in a row, up to this one, found nothing. */
export function endPass({ state }: Ledger): { cleanPasses: number } {
  state.passing = false;
  state.cleanPasses = somethingRemains(state) || state.listing.found > 0 ? 0 : state.cleanPasses + 1;
  return { cleanPasses: state.cleanPasses };
}

/** True where uploads were aborted and verified, and are not known to be gone. */
export function somethingRemains({ remaining, overflow, unproven }: Resume): boolean {
  return remaining.length > 0 || Object.keys(overflow).length > 0 || unproven > 0;
}

/** Uploads seen to remain at their last verification, by reason. */
export function remainingByReason({ overflow, remaining }: Resume): Record<string, number> {
  const counts = { ...overflow };
  for (const { reason } of remaining) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

export function countRequests({ state }: Pick<Ledger, 'state'>, made: Partial<RequestCounts>): void {
  addTo(state.requests, made);
}

/** True for an upload that an earlier pass has counted: `selected` and `gone` count distinct uploads. */
export function isKnown({ state }: Pick<Ledger, 'state'>, upload: Upload): boolean {
  if (initiatedBeforeTheJob(state.startedAt, upload)) return state.pass > 1;
  return state.arrivals.includes(fingerprint(upload));
}

/** Counts what a pass found to abort; a pass that finds nothing is clean. */
export function countFound({ state }: Ledger, uploads: number): void {
  state.listing.found += uploads;
}

/** Counts uploads about to be aborted, each once in the life of the job. */
export function countSelected(ledger: Ledger, uploads: AbortedUpload[]): void {
  const { state } = ledger;
  const fresh = uploads.filter((upload) => !isKnown(ledger, upload));
  state.selected += fresh.length;
  if (!ledger.request.dryRun) ledger.awaitingProof += uploads.length;
  const arrived = fresh.filter((upload) => !initiatedBeforeTheJob(state.startedAt, upload)).map(fingerprint);
  state.arrivals = [...state.arrivals, ...arrived].slice(0, ARRIVALS_AT_MOST);
}

/** Moves what remains into the hands of this round. */
export function takeRemaining(ledger: Ledger): AbortedUpload[] {
  return take(ledger, () => true);
}

/** What remains of a range goes to its child, which lists it again: the child has to know what is counted already. */
export function takeInRange(ledger: Ledger, { after, through }: KeyRange): AbortedUpload[] {
  const isInRange = ({ key }: AbortedUpload) =>
    (after === undefined || isListedBehind(key, after)) && (through === undefined || !isListedBehind(key, through));
  if (!ledger.state.remaining.some(isInRange) || !patched('ranges-take-what-remains')) return [];
  return take(ledger, isInRange);
}

function take(ledger: Ledger, isWanted: (upload: AbortedUpload) => boolean): AbortedUpload[] {
  const { state } = ledger;
  const taken = state.remaining.filter(isWanted);
  state.remaining = state.remaining.filter((upload) => !isWanted(upload));
  ledger.awaitingProof += taken.length;
  return taken;
}

/** Counts those that were aborted for the second time; answers how many the job had not counted before. */
export function countReaborted({ state }: Ledger, aborted: AbortedUpload[]): number {
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

/** Notes an upload that is still there. It is kept by name while there is room; the next pass finds the others again. */
export function stillThere(ledger: Ledger, upload: AbortedUpload): void {
  const { state } = ledger;
  if (hasRoom(ledger, upload)) {
    state.remaining.push(upload);
    return;
  }
  state.overflow[upload.reason] = (state.overflow[upload.reason] ?? 0) + 1;
  if (upload.aborts > 1) state.reabortedInOverflow = (state.reabortedInOverflow ?? 0) + 1;
  if (upload.reason.startsWith('ListParts:')) state.unproven += 1;
}

function hasRoom(ledger: Ledger, { key }: AbortedUpload): boolean {
  const { remaining } = ledger.state;
  const most = isListedAgain(ledger, key) ? LISTED_AGAIN_AT_MOST : REMAINING_AT_MOST;
  const bytes = remaining.reduce((sum, upload) => sum + bytesOf(upload), 0);
  return remaining.length < most.uploads && bytes < most.bytes;
}

/** True for keys behind the place from which this pass lists on. */
function isListedAgain({ state, request }: Ledger, key: string): boolean {
  const { ended, marker } = state.listing;
  if (ended || isDirectoryBucket(request.target.bucket)) return false;
  return !marker || isListedBehind(key, marker.key);
}

/** Adds the account of a range to that of its parent. */
export function absorb(ledger: Ledger, range: Resume): void {
  const { state } = ledger;
  state.selected += range.selected;
  addReaborted(state, range.reaborted, range.reabortedBack ?? 0);
  if (range.reabortedInOverflow)
    state.reabortedInOverflow = (state.reabortedInOverflow ?? 0) + range.reabortedInOverflow;
  state.alreadyGone += range.alreadyGone;
  state.unproven += range.unproven;
  if (range.freedBytes) state.freedBytes = (state.freedBytes ?? 0) + range.freedBytes;
  state.listing.found += range.listing.found;
  addListedAgain(state, range.listing.again);
  state.listing.keptYoung += range.listing.keptYoung;
  state.listing.keptActive += range.listing.keptActive;
  state.arrivals = [...new Set([...state.arrivals, ...range.arrivals])].slice(0, ARRIVALS_AT_MOST);
  for (const upload of range.remaining) stillThere(ledger, upload);
  addTo(state.overflow, range.overflow);
  addMeasures(state, range.byPrefix);
  addInitiators(state, range.initiators);
  countRequests(ledger, range.requests);
}

/** Notes uploads that this pass lists although an earlier one found them gone: who gives up has to name them. */
export function noteListedAgain({ state }: Ledger, taken: AbortedUpload[]): void {
  const back = taken.filter(({ isBack }) => isBack);
  const named = back.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
  addListedAgain(state, { uploads: back.length, named });
}

function addListedAgain({ listing }: Resume, { uploads, named }: ListedAgain = { uploads: 0, named: [] }): void {
  if (uploads === 0) return;
  const before = listing.again ?? { uploads: 0, named: [] };
  listing.again = {
    uploads: before.uploads + uploads,
    named: [...before.named, ...named].slice(0, NAMED_AGAIN_AT_MOST),
  };
}

/** Counts who initiated the uploads of a page that are about to be aborted, unless an earlier pass has counted them. */
export function countInitiators(ledger: Ledger, { uploads, initiators }: UploadPage, idle: Upload[]): void {
  const fresh = new Set(idle.filter((upload) => !isKnown(ledger, upload)));
  const found = initiators.map(({ id, uploads: all, at }) => {
    const isFresh = (position: number) => fresh.has(uploads[position] as Upload);
    return { id, uploads: at ? at.filter(isFresh).length : Math.min(all, fresh.size) };
  });
  addInitiators(
    ledger.state,
    found.filter((initiator) => initiator.uploads > 0),
  );
}

function addInitiators(state: Resume, found: InitiatorCount[]): void {
  state.initiators = mergeInitiators(state.initiators, found);
}

export function addMeasures(state: Pick<Resume, 'byPrefix'>, found: PrefixMeasure[]): void {
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
