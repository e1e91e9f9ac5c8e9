import type { Verdict } from '../../../activities/dry-run/contract.ts';
import { addTo } from '../../../domain/counts.ts';
import { isListedBehind } from '../../../domain/key-order.ts';
import { KEPT_NAMED_AT_MOST } from '../../../domain/pages.ts';
import { bytesOf } from '../../../domain/payload-size.ts';
import { fingerprint, type KeyRange, nameOf, type Upload } from '../../../domain/upload.ts';
import { COUNTED_AT_MOST, REMAINING_AT_MOST, SKIPPED_KEYS_AT_MOST } from '../../durable/policies.ts';
import type { AbortedUpload, ListingState, Resume } from '../contract.ts';
import { clockGoesOn, startClock } from '../give-up.ts';
import { count, foundOfBefore, noDoubt, notLookedAt, wasKept } from './again.ts';
import { countedByName, forget, isListedOnceMore, rememberItem, wasThereBefore } from './known.ts';
import type { Ledger } from './ledger.ts';

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

export function nameCompleted(listing: ListingState, uploads: Upload[]): void {
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

export function keep(state: Resume, upload: AbortedUpload): void {
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
