import { sum } from '../../../domain/counts.ts';
import type { Resume } from '../contract.ts';
import { startClock } from '../give-up.ts';
import { nothingListed } from '../job.ts';
import { forgetUnnamed, hashedBefore, unnamedUploads } from './known.ts';
import type { Ledger } from './ledger.ts';

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
