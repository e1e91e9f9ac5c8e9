import type { Answered, UploadPage } from '../../activities/contract.ts';
import type { Verdict } from '../../activities/dry-run/contract.ts';
import { addTo, type RequestCounts, sum } from '../../domain/counts.ts';
import { isListedBehind } from '../../domain/key-order.ts';
import { mergeInitiators, mergeMeasures, type PrefixMeasure } from '../../domain/measures.ts';
import { KEPT_NAMED_AT_MOST } from '../../domain/pages.ts';
import { bytesOf } from '../../domain/payload-size.ts';
import { fingerprint, type KeyRange, nameOf, type Upload } from '../../domain/upload.ts';
import {
  COUNTED_AT_MOST,
  DIALECT_AT_MOST,
  NAMED_AGAIN_AT_MOST,
  REMAINING_AT_MOST,
  SKIPPED_KEYS_AT_MOST,
} from '../durable/policies.ts';
import type { AbortedUpload, ListingState, Resume } from './contract.ts';
import { clockGoesOn, startClock } from './give-up.ts';
import { nothingListed } from './job.ts';
import {
  countedByName,
  forget,
  forgetUnnamed,
  type HowKnown,
  hashedBefore,
  howKnown,
  isListedOnceMore,
  isNamed,
  noteFoundAgain,
  noteKeptAgain,
  rememberItem,
  takeUnnamed,
  unnamedUploads,
  wasThereBefore,
} from './known.ts';
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
  const { keptCompleted: keptBefore = 0 } = state.listing;
  state.listing = {
    ...nothingListed(unnamedUploads(state)),
    hashedBefore: state.unnamed.hashes.length,
    ...(keptBefore > 0 && { keptBefore }),
  };
}

/** Ends a pass; answers how many in a row, up to this one, found nothing. */
export function endPass(ledger: Ledger): { cleanPasses: number } {
  const { state } = ledger;
  const { isUntouched, hasGaps, unnamedBefore, notLookedInto } = state.listing;
  state.passing = false;
  // No full listing shows them, and no ListParts was asked: they are not known to be gone, nor to remain.
  if (!hasGaps) {
    state.unnamed.hashes.splice(0, hashedBefore(state));
    forgetUnnamed(state, unnamedBefore);
    state.account.unproven += unnamedBefore;
  }
  const isClean = isUntouched && !hasGaps && !somethingRemains(state) && sum(Object.values(notLookedInto)) === 0;
  state.cleanPasses = isClean ? state.cleanPasses + 1 : 0;
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

/** What is said with every answer of an activity. */
export function noteAnswer(job: Pick<Ledger, 'state'>, { requests, dialect = [] }: Answered): void {
  const { state } = job;
  countRequests({ state }, requests);
  const known = state.dialect ?? [];
  const fresh = dialect.filter((entry) => !known.includes(entry));
  if (fresh.length > 0) state.dialect = [...known, ...fresh].sort().slice(0, DIALECT_AT_MOST);
}

export function countRequests({ state }: Pick<Ledger, 'state'>, made: Partial<RequestCounts>): void {
  addTo(state.requests, made);
}

/** Selected: uploads of a page that are about to be aborted. Each counts once in the life of the job. */
export function selected(ledger: Ledger, uploads: Upload[]): AbortedUpload[] {
  const { state } = ledger;
  state.listing.found += uploads.length;
  ledger.inHand += uploads.length;
  // No spread: V8 may give each object that one makes a hidden class of its own, four times as large as the object.
  return uploads.map(({ key, uploadId, initiated }) =>
    count(ledger, { key, uploadId, initiated, reason: '', aborts: 0 }),
  );
}

function count(ledger: Ledger, upload: AbortedUpload): AbortedUpload {
  const { state } = ledger;
  const hash = fingerprint(upload);
  const wasSkipped = state.skippedKeys.includes(upload.key) && !isNamed(state, hash);
  const isInDoubt = wasSkipped || isListedOnceMore(state, upload);
  if (isInDoubt && takeUnnamed(state, 'any', hash)) return back(ledger, upload, hash);
  const how = wasSkipped ? undefined : howKnown(ledger, upload);
  if (how) return foundAgain(ledger, upload, how);
  state.account.selected += 1;
  if (ledger.request.activeSince === undefined && !wasThereBefore(state, upload)) countedByName(ledger, [upload]);
  return upload;
}

/** An earlier pass aborted it: it is one of those let go of by name or, where there are none, it was gone and came back. */
function foundAgain(ledger: Ledger, upload: AbortedUpload, how: HowKnown): AbortedUpload {
  const { state } = ledger;
  const hash = fingerprint(upload);
  noteFoundAgain(state, hash, how);
  const isGone = !takeUnnamed(state, 'before', hash);
  // One that is known by its name is the very one that was counted.
  const isInDoubt = isGone && !state.counted.includes(hash);
  if (isGone) cameBack(state, isInDoubt);
  if (isGone && how !== 'by number') nameAgain(state.listing, [upload]);
  return { ...back(ledger, upload, hash), ...(isInDoubt && { isInDoubt }) };
}

/** With `idleFor`, one that is not known to be ours has remained without an abort: it is looked at first. */
function back({ state, request }: Ledger, upload: AbortedUpload, hash: string): AbortedUpload {
  const isOurs = request.activeSince === undefined || state.counted.includes(hash);
  const aborts = state.reaborted.includes(hash) ? 2 : 1;
  return { ...upload, aborts: isOurs ? aborts : 0, isBack: true };
}

/** What was gone is back. A range takes it from what its parent has counted: its own `gone` may fall below 0. */
function cameBack(state: Resume, isInDoubt: boolean): void {
  state.account.gone -= 1;
  if (isInDoubt) state.account.inDoubt = (state.account.inDoubt ?? 0) + 1;
  else evenOut(state);
}

/** S3 did not let us look at it: it is rather one that the pass before kept, as long as that kept so many. */
function notLookedAt(state: Resume, upload: AbortedUpload): void {
  if (!upload.isInDoubt || !state.listing.keptBefore) {
    noDoubt(state, upload);
    return;
  }
  wasKept(state, upload);
  state.account.selected += 1;
  upload.isTakenForKept = true;
  foundOfBefore(state, 0, 1);
}

/**
 * So many of those that the pass before kept are found and kept again, and so many that nobody may look at are taken for such. Where these are
 * more than it kept, the latter came back after all.
 */
function foundOfBefore(state: Resume, found: number, taken = 0): void {
  const { listing, account } = state;
  const { keptBefore = 0, takenForKept = 0 } = listing;
  const allTaken = takenForKept + taken;
  if (keptBefore + allTaken === 0) return;
  const left = keptBefore - found - taken;
  const mistaken = Math.min(Math.max(0, -left), allTaken);
  listing.keptBefore = Math.max(0, left);
  listing.takenForKept = allTaken - mistaken;
  listing.foundAgain += mistaken;
  account.gone -= mistaken;
  account.selected -= mistaken;
  evenOut(state);
}

/** It is ours, or it is kept. Only where no other is in doubt is it known how many came back. */
function noDoubt(state: Resume, upload: AbortedUpload): void {
  if (!upload.isInDoubt) return;
  delete upload.isInDoubt;
  state.account.inDoubt = (state.account.inDoubt ?? 0) - 1;
  evenOut(state);
}

/** What comes back and was never counted as gone was not counted at all. Of a range, its parent knows that. */
function evenOut({ account, inherited }: Resume): void {
  if (inherited !== undefined || account.gone >= 0 || account.inDoubt) return;
  account.selected -= account.gone;
  account.gone = 0;
}

function nameAgain(listing: ListingState, uploads: Upload[]): void {
  listing.again = [...listing.again, ...uploads.map(nameOf)].slice(0, NAMED_AGAIN_AT_MOST);
}

/** Kept: uploads that are being written after all; `notLookedInto` says why S3 did not let us see whether they are. */
export function kept(ledger: Ledger, uploads: AbortedUpload[], notLookedInto: string[] = []): void {
  ledger.inHand -= uploads.length;
  ledger.state.listing.found -= uploads.length;
  for (const upload of uploads) {
    if (upload.isInDoubt) wasKept(ledger.state, upload);
    else ledger.state.account.selected -= 1;
    forget(ledger.state, upload);
  }
  for (const reason of notLookedInto) addTo(ledger.state.listing.notLookedInto, { [reason]: 1 });
}

/** Kept as completed: uploads that look like the remnants of the objects of their keys. Where in the listing, the cursor counts. */
export function keptCompleted(ledger: Ledger, uploads: AbortedUpload[]): void {
  kept(ledger, uploads);
  const others = uploads.filter(({ isTakenForKept }) => !isTakenForKept);
  foundOfBefore(ledger.state, others.length);
  nameCompleted(ledger.state.listing, uploads);
}

/** An upload in doubt was not gone: an earlier pass had kept it or let go of it by name. It is given back to the account. */
function wasKept(state: Resume, upload: AbortedUpload): void {
  const { listing, account } = state;
  account.gone += 1;
  noDoubt(state, upload);
  noteKeptAgain(state, upload);
  listing.again = listing.again.filter(({ uploadId }) => uploadId !== upload.uploadId);
}

function nameCompleted(listing: ListingState, uploads: Upload[]): void {
  const known = listing.completed ?? [];
  const fresh = uploads.filter(({ uploadId }) => known.every((named) => named.uploadId !== uploadId));
  if (fresh.length > 0) listing.completed = [...known, ...fresh.map(nameOf)].slice(0, KEPT_NAMED_AT_MOST);
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
    noDoubt(state, upload);
  }
  const second = uploads.filter(({ aborts }) => aborts === 2);
  for (const upload of second) rememberItem(state.reaborted, fingerprint(upload), COUNTED_AT_MOST);
  state.account.reaborted += second.length;
  state.account.alreadyGone += alreadyGone;
  return second.length;
}

/** Refused: S3 did not accept the abort, or the `operation` that was to come before it. */
export function refused({ state }: Ledger, upload: AbortedUpload, reason: string, operation?: string): void {
  state.listing.isUntouched = false;
  upload.reason = `${operation ?? 'AbortMultipartUpload'}: ${reason}`;
  if (operation === undefined) noDoubt(state, upload);
  else notLookedAt(state, upload);
}

/** Proven: ListParts says that nothing is left of them. */
export function proven(ledger: Ledger, uploads: AbortedUpload[]): void {
  const { state } = ledger;
  ledger.inHand -= uploads.length;
  state.account.gone += uploads.length;
  if (uploads.length > 0) state.hasProof = true;
  // Should they come back, a listing of their key alone does not tell that they were counted.
  const isInDoubt = (upload: Upload) => state.skippedKeys.includes(upload.key) || isListedOnceMore(state, upload);
  countedByName(ledger, uploads.filter(isInDoubt));
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
  rememberItem(state.unnamed.hashes, fingerprint(upload), COUNTED_AT_MOST);
}

function hasRoom({ remaining }: Resume): boolean {
  if (remaining.length >= REMAINING_AT_MOST.uploads) return false;
  return remaining.reduce((total, upload) => total + bytesOf(upload), 0) < REMAINING_AT_MOST.bytes;
}

/** Handed over: what remains among the keys of a range is in the account of the range until that is absorbed. */
export function handedOver(ledger: Ledger, range: KeyRange): AbortedUpload[] {
  const taken = takeRemaining(ledger, range);
  ledger.inHand -= taken.length;
  ledger.state.account.selected -= taken.length;
  return taken;
}

/** Absorbed: the account of a range becomes part of that of its parent. */
export function absorbed(ledger: Ledger, range: Resume): void {
  const { state } = ledger;
  const { account, listing } = range;
  for (const name of ACCOUNT) state.account[name] += account[name];
  state.account.inDoubt = (state.account.inDoubt ?? 0) + (account.inDoubt ?? 0);
  if (range.hasProof) state.hasProof = true;
  takeBackUnnamed(state, listing);
  takeBackKept(state, listing);
  foundOfBefore(state, listing.keptCompleted ?? 0, listing.takenForKept);
  evenOut(state);
  nameAgain(state.listing, listing.again);
  absorbListing(state.listing, listing);
  for (const upload of range.remaining) keep(state, upload);
  addTo(state.unnamed.byReason, range.unnamed.byReason);
  for (const hash of range.unnamed.hashes) rememberItem(state.unnamed.hashes, hash, COUNTED_AT_MOST);
  for (const name of ['reaborted', 'skippedKeys'] as const) {
    for (const item of range[name]) rememberItem(state[name], item, BOUNDS[name]);
  }
  for (const hash of range.counted.slice(range.inherited)) rememberItem(state.counted, hash, COUNTED_AT_MOST);
  state.freedBytes += range.freedBytes;
  addMeasures(state, range.byPrefix);
  state.initiators = mergeInitiators(state.initiators, range.initiators);
  noteAnswer(ledger, range);
  if (range.givesUpAt !== null && (state.givesUpAt === null || range.givesUpAt > state.givesUpAt)) {
    state.givesUpAt = range.givesUpAt;
  }
}

/**
 * The range took for gone and come back what its parent had let go of by name. Where that is more than there are hashes, what the range found
 * again may be one of it.
 */
function takeBackUnnamed(state: Resume, { foundOfAbove = [], foundUnhashed = 0, foundAgain }: ListingState): void {
  const { account } = state;
  for (const hash of foundOfAbove) if (takeUnnamed(state, 'before', hash)) account.gone += 1;
  for (let found = 0; found < foundAgain; found += 1) if (takeUnnamed(state, 'before', '')) account.gone += 1;
  for (let found = 0; found < foundUnhashed; found += 1) {
    account.gone += 1;
    if (takeUnnamed(state, 'before', '')) state.listing.foundAgain += 1;
    // Ranges have found all that there were: it was new.
    else account.selected += 1;
  }
}

/** The range kept what its parent knew by name, or had let go of by name. */
function takeBackKept(state: Resume, { keptOfAbove = [] }: ListingState): void {
  const all = new Set(keptOfAbove);
  for (const hash of all) {
    if (state.unnamed.hashes.includes(hash) && takeUnnamed(state, 'any', hash)) state.account.selected -= 1;
  }
  if (all.size > 0) state.counted = state.counted.filter((hash) => !all.has(hash));
}

const ACCOUNT = ['selected', 'gone', 'unproven', 'reaborted', 'alreadyGone'] as const;

function absorbListing(listing: ListingState, range: ListingState): void {
  listing.found += range.found;
  listing.keptYoung += range.keptYoung;
  listing.keptActive += range.keptActive;
  listing.keptCompleted = (listing.keptCompleted ?? 0) + (range.keptCompleted ?? 0);
  nameCompleted(listing, range.completed ?? []);
  listing.foundAgain += range.foundAgain + (range.foundOfAbove?.length ?? 0);
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

const BOUNDS = { reaborted: COUNTED_AT_MOST, skippedKeys: SKIPPED_KEYS_AT_MOST };

/** Tallied: what a dry run has counted so far. */
export function tallied(
  { state }: Pick<Ledger, 'state'>,
  uploads: Record<Verdict, number>,
  completed: Upload[] = [],
): void {
  state.account.selected = uploads.selected;
  state.listing.keptYoung = uploads.keptYoung;
  state.listing.keptActive = uploads.keptActive;
  state.listing.keptCompleted = uploads.keptCompleted;
  nameCompleted(state.listing, completed);
}

/** Skipped: a key that cannot be listed to its end. The others are cleaned meanwhile. */
export function skipped({ state }: Pick<Ledger, 'state'>, key: string): void {
  state.listing.hasGaps = true;
  rememberItem(state.skippedKeys, key, SKIPPED_KEYS_AT_MOST);
}
