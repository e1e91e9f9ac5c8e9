import { fingerprint, nameOf, type Upload } from '../../../domain/upload.ts';
import { NAMED_AGAIN_AT_MOST } from '../../durable/policies.ts';
import type { AbortedUpload, ListingState, Resume } from '../contract.ts';
import {
  countedByName,
  type HowKnown,
  howKnown,
  isListedOnceMore,
  isNamed,
  noteFoundAgain,
  noteKeptAgain,
  takeUnnamed,
  wasThereBefore,
} from './known.ts';
import type { Ledger } from './ledger.ts';

export function count(ledger: Ledger, upload: AbortedUpload): AbortedUpload {
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

export function nameAgain(listing: ListingState, uploads: Upload[]): void {
  listing.again = [...listing.again, ...uploads.map(nameOf)].slice(0, NAMED_AGAIN_AT_MOST);
}

/** It is ours, or it is kept. Only where no other is in doubt is it known how many came back. */
export function noDoubt(state: Resume, upload: AbortedUpload): void {
  if (!upload.isInDoubt) return;
  delete upload.isInDoubt;
  state.account.inDoubt = (state.account.inDoubt ?? 0) - 1;
  evenOut(state);
}

/** An upload in doubt was not gone: an earlier pass had kept it or let go of it by name. It is given back to the account. */
export function wasKept(state: Resume, upload: AbortedUpload): void {
  const { listing, account } = state;
  account.gone += 1;
  noDoubt(state, upload);
  noteKeptAgain(state, upload);
  listing.again = listing.again.filter(({ uploadId }) => uploadId !== upload.uploadId);
}

/** S3 did not let us look at it: it is rather one that the pass before kept, as long as that kept so many. */
export function notLookedAt(state: Resume, upload: AbortedUpload): void {
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
export function foundOfBefore(state: Resume, found: number, taken = 0): void {
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

/** What comes back and was never counted as gone was not counted at all. Of a range, its parent knows that. */
export function evenOut({ account, inherited }: Resume): void {
  if (inherited !== undefined || account.gone >= 0 || account.inDoubt) return;
  account.selected -= account.gone;
  account.gone = 0;
}
