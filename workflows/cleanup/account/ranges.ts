import { addTo } from '../../../domain/counts.ts';
import { mergeInitiators } from '../../../domain/measures.ts';
import type { KeyRange } from '../../../domain/upload.ts';
import { COUNTED_AT_MOST, SKIPPED_KEYS_AT_MOST } from '../../durable/policies.ts';
import type { AbortedUpload, ListingState, Resume } from '../contract.ts';
import { evenOut, foundOfBefore, nameAgain } from './again.ts';
import { addMeasures, noteAnswer } from './answers.ts';
import { rememberItem, takeUnnamed } from './known.ts';
import type { Ledger } from './ledger.ts';
import { keep, nameCompleted, takeRemaining } from './verbs.ts';

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

const ACCOUNT = ['selected', 'gone', 'unproven', 'reaborted', 'alreadyGone'] as const;

const BOUNDS = { reaborted: COUNTED_AT_MOST, skippedKeys: SKIPPED_KEYS_AT_MOST };
