import type { UploadPage } from '../../activities/contract.ts';
import type { Verdict } from '../../activities/dry-run/contract.ts';
import { addTo, type RequestCounts, sum } from '../../domain/counts.ts';
import { fingerprint } from '../../domain/fingerprint.ts';
import { isListedBehind } from '../../domain/key-order.ts';
import { mergeInitiators, mergeMeasures, type PrefixMeasure } from '../../domain/measures.ts';
import { bytesOf } from '../../domain/payload-size.ts';
import type { KeyRange, Upload } from '../../domain/upload.ts';
import {
  CAME_BACK_AT_MOST,
  COUNTED_AT_MOST,
  NAMED_AGAIN_AT_MOST,
  REMAINING_AT_MOST,
  SKIPPED_KEYS_AT_MOST,
} from '../durable/policies.ts';
import type { AbortedUpload, ListingState, Resume } from './contract.ts';
import { clockGoesOn, startClock } from './give-up.ts';
import { nothingListed } from './job.ts';
import type { CleanupRequest } from './request.ts';

/**
 * The account of a job. Only this file writes it, by verbs. At any time
 *   listed = selected + kept
 *   selected = gone + remaining + unproven + in hand
 * where what remains is kept by name or, beyond a bound, as a number. `gone` is added to at a proof, and only there.
 */
export interface Ledger {
  readonly state: Resume;
  readonly request: Pick<CleanupRequest, 'activeSince' | 'retry'>;
  /** Selected, and not judged by a ListParts since the last abort. */
  inHand: number;
}

/** Begins a pass, unless the run before left one unfinished. */
export function beginPass({ state }: Ledger): void {
  if (state.passing) return;
  state.passing = true;
  state.pass += 1;
  state.listing = nothingListed(unnamedUploads(state));
}

/** Ends a pass; answers how many in a row, up to this one, found nothing. */
export function endPass(ledger: Ledger): { cleanPasses: number } {
  const { state } = ledger;
  const { isUntouched, hasGaps, unnamedBefore } = state.listing;
  state.passing = false;
  // No full listing shows them, and no ListParts was asked: they are not known to be gone, nor to remain.
  if (!hasGaps) {
    forgetUnnamed(state, unnamedBefore);
    state.account.unproven += unnamedBefore;
  }
  state.cleanPasses = isUntouched && !hasGaps && !somethingRemains(state) ? state.cleanPasses + 1 : 0;
  if (state.cleanPasses === 0) startClock(ledger);
  return { cleanPasses: state.cleanPasses };
}

/** True where uploads were aborted and verified, and are not known to be gone. */
export function somethingRemains(state: Resume): boolean {
  return state.remaining.length > 0 || unnamedUploads(state) > 0;
}

/** Uploads seen to remain at their last verification, by reason. */
export function remainingByReason({ unnamed, remaining }: Resume): Record<string, number> {
  const counts = { ...unnamed.byReason };
  for (const { reason } of remaining) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

export function countRequests({ state }: Pick<Ledger, 'state'>, made: Partial<RequestCounts>): void {
  addTo(state.requests, made);
}

/** True for an upload that an earlier pass has counted: `selected` and `gone` count distinct uploads. */
export function isKnown({ state, request }: Omit<Ledger, 'inHand'>, upload: Upload): boolean {
  if (state.counted.includes(fingerprint(upload))) return true;
  // With `idleFor`, an earlier pass may have kept it: only its fingerprint tells that it is ours.
  return request.activeSince === undefined && state.pass > 1 && wasThereBefore(state, upload);
}

/** Selected: uploads of a page that are about to be aborted. Each counts once in the life of the job. */
export function selected(ledger: Ledger, uploads: Upload[]): AbortedUpload[] {
  const { state } = ledger;
  state.listing.found += uploads.length;
  ledger.inHand += uploads.length;
  return uploads.map((upload) => count(ledger, { ...upload, reason: '', aborts: 0 }));
}

function count(ledger: Ledger, upload: AbortedUpload): AbortedUpload {
  const { state } = ledger;
  const isInDoubt = isListedOnceMore(state, upload) && !state.counted.includes(fingerprint(upload));
  if (isInDoubt && takeUnnamed(state, 'any')) return { ...upload, aborts: 1, isBack: true };
  if (!isInDoubt && isKnown(ledger, upload)) return foundAgain(state, upload);
  state.account.selected += 1;
  if (ledger.request.activeSince === undefined && !wasThereBefore(state, upload)) countedByName(ledger, [upload]);
  return upload;
}

/** Notes uploads that a later listing would not know again by their date. */
export function countedByName({ state }: Pick<Ledger, 'state'>, uploads: Upload[]): void {
  for (const upload of uploads) rememberItem(state.counted, fingerprint(upload), COUNTED_AT_MOST);
}

/** An earlier pass aborted it: it is one of those let go of by name or, where there are none, it was gone and came back. */
function foundAgain(state: Resume, upload: AbortedUpload): AbortedUpload {
  const hash = fingerprint(upload);
  if (state.inherited === undefined || isOfTheParent(state, hash)) state.listing.foundAgain += 1;
  const wasUnnamed = takeUnnamed(state, 'before');
  if (isOfTheParent(state, hash)) {
    state.account.selected += 1;
    nameAgain(state.listing, [upload]);
  } else if (!wasUnnamed) {
    cameBack(state, 1, [upload]);
  }
  const isReaborted = wasUnnamed === 'reaborted' || state.cameBack.includes(hash);
  rememberItem(state.cameBack, hash, CAME_BACK_AT_MOST);
  return { ...upload, aborts: isReaborted ? 2 : 1, isBack: true };
}

/** A range counts as its own what it finds again; when it is absorbed, its parent corrects its own account. */
function isOfTheParent({ inherited, counted }: Resume, hash: string): boolean {
  return inherited !== undefined && counted.indexOf(hash) < inherited;
}

/** Of uploads that were gone, so many are back. Those that were never counted as gone were not counted at all. */
function cameBack({ account, listing }: Resume, uploads: number, named: Upload[]): void {
  const wereGone = Math.min(uploads, account.gone);
  account.gone -= wereGone;
  account.selected += uploads - wereGone;
  nameAgain(listing, named);
}

function nameAgain(listing: ListingState, uploads: Upload[]): void {
  const named = uploads.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
  listing.again = [...listing.again, ...named].slice(0, NAMED_AGAIN_AT_MOST);
}

/** Kept: uploads that are being written after all; `notLookedInto` says why S3 did not let us see whether they are. */
export function kept(ledger: Ledger, uploads: AbortedUpload[], notLookedInto: string[] = []): void {
  ledger.inHand -= uploads.length;
  ledger.state.account.selected -= uploads.length;
  ledger.state.listing.found -= uploads.length;
  for (const reason of notLookedInto) addTo(ledger.state.listing.notLookedInto, { [reason]: 1 });
}

/** Moves what remains into the hands of this round. */
export function takeRemaining(ledger: Ledger, { after, through }: KeyRange = {}): AbortedUpload[] {
  const { state } = ledger;
  const isWanted = ({ key }: AbortedUpload) =>
    (after === undefined || isListedBehind(key, after)) && (through === undefined || !isListedBehind(key, through));
  const taken = state.remaining.filter(isWanted);
  state.remaining = state.remaining.filter((upload) => !isWanted(upload));
  if (taken.length > 0) state.listing.isUntouched = false;
  ledger.inHand += taken.length;
  return taken;
}

/** Aborted: S3 accepted one abort more of each. Answers how many were aborted for the second time. */
export function aborted(ledger: Ledger, uploads: AbortedUpload[], alreadyGone: number): number {
  const { state, request } = ledger;
  if (uploads.length > 0) state.listing.isUntouched = false;
  // With `idleFor`, an upload is ours from here on, and not before: until now it might have been kept.
  if (request.activeSince !== undefined) countedByName(ledger, uploads);
  for (const upload of uploads) {
    upload.aborts += 1;
    upload.reason = '';
  }
  const second = uploads.filter(({ aborts }) => aborts === 2).length;
  state.account.reaborted += second;
  state.account.alreadyGone += alreadyGone;
  return second;
}

/** Refused: S3 did not accept the abort. */
export function refused({ state }: Ledger, upload: AbortedUpload, reason: string): void {
  state.listing.isUntouched = false;
  upload.reason = `AbortMultipartUpload: ${reason}`;
}

/** Proven: ListParts says that nothing is left of them. */
export function proven(ledger: Ledger, uploads: AbortedUpload[]): void {
  const { state } = ledger;
  ledger.inHand -= uploads.length;
  state.account.gone += uploads.length;
  if (uploads.some((upload) => !upload.isBack && wasThereBefore(state, upload))) clockGoesOn(ledger);
}

/** Still there. It is kept by name while there is room; the next pass finds the others again. */
export function stillThere(ledger: Ledger, upload: AbortedUpload): void {
  ledger.inHand -= 1;
  keep(ledger.state, upload);
  startClock(ledger);
}

function keep(state: Resume, upload: AbortedUpload): void {
  if (hasRoom(state)) {
    state.remaining.push(upload);
    return;
  }
  addTo(state.unnamed.byReason, { [upload.reason]: 1 });
  if (upload.aborts > 1) state.unnamed.reaborted += 1;
}

function hasRoom({ remaining }: Resume): boolean {
  const bytes = remaining.reduce((total, upload) => total + bytesOf(upload), 0);
  return remaining.length < REMAINING_AT_MOST.uploads && bytes < REMAINING_AT_MOST.bytes;
}

function unnamedUploads({ unnamed }: Resume): number {
  return sum(Object.values(unnamed.byReason));
}

/** Takes one of the unnamed, if there is one: of those that earlier passes let go of, or of any. */
function takeUnnamed(state: Resume, which: 'before' | 'any'): 'reaborted' | 'unnamed' | undefined {
  const { listing, unnamed } = state;
  const total = unnamedUploads(state);
  if (which === 'before' ? listing.unnamedBefore === 0 : total === 0) return undefined;
  if (which === 'before' || listing.unnamedBefore === total) listing.unnamedBefore -= 1;
  forgetUnnamed(state, 1);
  if (unnamed.reaborted === 0) return 'unnamed';
  unnamed.reaborted -= 1;
  return 'reaborted';
}

/** They have no names, so nobody knows for which reason each of them remained: the most frequent reasons lose them. */
function forgetUnnamed({ unnamed }: Resume, uploads: number): void {
  let left = uploads;
  for (const [reason, count] of Object.entries(unnamed.byReason).sort(([, a], [, b]) => b - a)) {
    const fewer = Math.min(left, count);
    left -= fewer;
    if (count > fewer) unnamed.byReason[reason] = count - fewer;
    else delete unnamed.byReason[reason];
  }
}

/** Absorbed: the account of a range becomes part of that of its parent. `taken` are those that the range took by name. */
export function absorbed(ledger: Ledger, range: Resume, taken: AbortedUpload[]): void {
  const { state } = ledger;
  const { account, listing } = range;
  ledger.inHand -= taken.length;
  for (const name of ['gone', 'unproven', 'reaborted', 'alreadyGone'] as const) state.account[name] += account[name];
  // The range counts what it took by name, and what it found again, as selected: its own account has to be even.
  state.account.selected += account.selected - taken.length - listing.foundAgain;
  settle(state, listing.foundAgain, listing.again);
  absorbListing(state.listing, listing);
  for (const upload of range.remaining) keep(state, upload);
  addTo(state.unnamed.byReason, range.unnamed.byReason);
  state.unnamed.reaborted += range.unnamed.reaborted;
  for (const name of ['counted', 'cameBack', 'skippedKeys'] as const) {
    for (const item of range[name]) rememberItem(state[name], item, BOUNDS[name]);
  }
  state.freedBytes += range.freedBytes;
  addMeasures(state, range.byPrefix);
  state.initiators = mergeInitiators(state.initiators, range.initiators);
  countRequests(ledger, range.requests);
  if (range.givesUpAt !== null && (state.givesUpAt === null || range.givesUpAt > state.givesUpAt)) {
    state.givesUpAt = range.givesUpAt;
  }
}

/** What a range found again: as many as its parent had let go of by name, and the rest were gone and came back. */
function settle(state: Resume, uploads: number, named: Upload[]): void {
  let left = uploads;
  while (left > 0 && takeUnnamed(state, 'before')) left -= 1;
  if (left > 0) cameBack(state, left, named);
}

function absorbListing(listing: ListingState, range: ListingState): void {
  listing.found += range.found;
  listing.keptYoung += range.keptYoung;
  listing.keptActive += range.keptActive;
  listing.foundAgain += range.foundAgain;
  addTo(listing.notLookedInto, range.notLookedInto);
  listing.hasGaps ||= range.hasGaps || !range.ended;
  listing.isUntouched &&= range.isUntouched;
}

/** Counts who initiated the uploads of a page that are about to be aborted, unless an earlier pass has counted them. */
export function countInitiators(ledger: Ledger, { uploads, initiators }: UploadPage, taken: Upload[]): void {
  const fresh = new Set(taken.map(({ uploadId }) => uploadId));
  const found = initiators.map(({ id, uploads: all, at }) => {
    const isFresh = (position: number) => fresh.has(uploads[position]?.uploadId ?? '');
    return { id, uploads: at ? at.filter(isFresh).length : Math.min(all, fresh.size) };
  });
  const some = found.filter((initiator) => initiator.uploads > 0);
  ledger.state.initiators = mergeInitiators(ledger.state.initiators, some);
}

export function addMeasures(state: Pick<Resume, 'byPrefix'>, found: PrefixMeasure[]): void {
  state.byPrefix = mergeMeasures(state.byPrefix, found);
}

/** The same pass listed its key before, or an earlier pass did so in part: it may be counted, or not. */
function isListedOnceMore({ listing, skippedKeys }: Resume, { key }: Upload): boolean {
  const { relisted } = listing;
  return skippedKeys.includes(key) || (relisted !== undefined && !isListedBehind(key, relisted));
}

/** Initiated before the job began. What is of unknown age counts as new each time: it is in `counted` then. */
function wasThereBefore({ startedAt }: Resume, { initiated }: Upload): boolean {
  return Date.parse(initiated) < Date.parse(startedAt);
}

const BOUNDS = { counted: COUNTED_AT_MOST, cameBack: CAME_BACK_AT_MOST, skippedKeys: SKIPPED_KEYS_AT_MOST };

function rememberItem(items: string[], item: string, most: number): void {
  if (items.length < most && !items.includes(item)) items.push(item);
}

/** Tallied: what a dry run has counted so far. */
export function tallied({ state }: Pick<Ledger, 'state'>, uploads: Record<Verdict, number>): void {
  state.account.selected = uploads.selected;
  state.listing.keptYoung = uploads.keptYoung;
  state.listing.keptActive = uploads.keptActive;
}

/** Skipped: a key that cannot be listed to its end. The others are cleaned meanwhile. */
export function skipped({ state }: Pick<Ledger, 'state'>, key: string): void {
  state.listing.hasGaps = true;
  rememberItem(state.skippedKeys, key, SKIPPED_KEYS_AT_MOST);
}
