import { sum } from '../../../domain/counts.ts';
import { isListedBehind } from '../../../domain/key-order.ts';
import { fingerprint, type Upload } from '../../../domain/upload.ts';
import { COUNTED_AT_MOST } from '../../durable/policies.ts';
import type { Resume } from '../contract.ts';
import type { CleanupRequest } from '../request.ts';

/**
 * How a job knows an upload again that it has counted: by its name, as a hash; by its date; or, where it was let go of by name, as one of so
 * many. A range knows what its parent knows, and tells what it found again or kept of that. The numbers are the ledger's.
 */
interface Known {
  readonly state: Resume;
  readonly request: Pick<CleanupRequest, 'activeSince'>;
}

export type HowKnown = 'by name' | 'by date' | 'by number';

/** How a job knows an upload that an earlier pass has counted: `selected` and `gone` count distinct uploads. Undefined: it is new. */
export function howKnown({ state, request }: Known, upload: Upload): HowKnown | undefined {
  const hash = fingerprint(upload);
  if (isNamed(state, hash) || state.unnamed.hashes.includes(hash)) return 'by name';
  // With `idleFor`, an earlier pass may have kept it: only its fingerprint tells that it is ours.
  if (request.activeSince !== undefined) return undefined;
  if (state.pass > 1 && wasThereBefore(state, upload)) return 'by date';
  const mayBeForgotten = (state.inherited ?? state.counted.length) >= COUNTED_AT_MOST;
  return mayBeForgotten && unhashedBefore(state) + unhashedAbove(state) > 0 ? 'by number' : undefined;
}

/** Earlier passes let go of so many uploads that this one has not found again, and that there was no room to remember as hashes. */
export function unhashedBefore(state: Resume): number {
  return state.listing.unnamedBefore - hashedBefore(state);
}

/** Of those that earlier passes let go of, the ones that are known as hashes: the first in the list. An older version did not write it. */
export function hashedBefore({
  listing: { unnamedBefore, hashedBefore: hashed },
  unnamed: { hashes },
}: Resume): number {
  return hashed ?? Math.min(unnamedBefore, hashes.length);
}

/** Of a range: so many may still be among its keys of those that its parent let go of. */
function unhashedAbove({ unhashedAbove: above = 0, listing: { foundUnhashed = 0 } }: Resume): number {
  return above - foundUnhashed;
}

/** A range has no part in what its parent let go of by name, and counts none of it. */
export function isNamed({ counted, unnamedAbove }: Resume, hash: string): boolean {
  return counted.includes(hash) || unnamedAbove?.includes(hash) === true;
}

/** Notes uploads that a later listing would not know again by their date. */
export function countedByName({ state }: Pick<Known, 'state'>, uploads: Upload[]): void {
  for (const upload of uploads) rememberItem(state.counted, fingerprint(upload), COUNTED_AT_MOST);
}

/** It is not counted any more. Of a range, its parent may have counted it, too. */
export function forget(state: Resume, upload: Upload): void {
  const { counted, inherited = 0, listing } = state;
  const hash = fingerprint(upload);
  const at = counted.indexOf(hash);
  const isInherited = at >= 0 && at < inherited;
  if (isInherited || state.unnamedAbove?.includes(hash)) {
    listing.keptOfAbove ??= [];
    rememberItem(listing.keptOfAbove, hash, COUNTED_AT_MOST);
  }
  if (at >= 0) counted.splice(at, 1);
  if (isInherited) state.inherited = inherited - 1;
}

/** S3 tells whole seconds, by a clock of its own. */
const CLOCKS_DIFFER_MS = 2_000;

/** Surely initiated before the job began. What may not be, and what is of unknown age, is known by name. */
export function wasThereBefore({ startedAt }: Resume, { initiated }: Upload): boolean {
  return Date.parse(initiated) < Date.parse(startedAt) - CLOCKS_DIFFER_MS;
}

/** The same pass listed its key before: it may be counted, or not. */
export function isListedOnceMore({ listing: { relisted } }: Resume, { key }: Upload): boolean {
  return relisted !== undefined && !isListedBehind(key, relisted);
}

/** A parent knows what it let go of by name, and takes that back when it absorbs the range. */
export function noteFoundAgain(state: Resume, hash: string, how: HowKnown): void {
  const { listing, unnamedAbove = [] } = state;
  if (unnamedAbove.includes(hash)) {
    listing.foundOfAbove ??= [];
    listing.foundOfAbove.push(hash);
  } else if (how === 'by number' && unhashedAbove(state) > 0) {
    listing.foundUnhashed = (listing.foundUnhashed ?? 0) + 1;
  } else if (!isOfThisRange(state, hash)) listing.foundAgain += 1;
}

export function noteKeptAgain(state: Resume, upload: Upload): void {
  const { listing, unnamedAbove = [] } = state;
  const hash = fingerprint(upload);
  if (unnamedAbove.includes(hash))
    listing.foundOfAbove = (listing.foundOfAbove ?? []).filter((other) => other !== hash);
  else if (listing.foundUnhashed && !wasThereBefore(state, upload)) listing.foundUnhashed -= 1;
  else if (!isOfThisRange(state, hash)) listing.foundAgain -= 1;
}

/** True for an upload that this range has counted itself: its parent has no part in it. */
function isOfThisRange({ inherited, counted }: Resume, hash: string): boolean {
  return inherited !== undefined && counted.indexOf(hash) >= inherited;
}

export function unnamedUploads({ unnamed }: Resume): number {
  return sum(Object.values(unnamed.byReason));
}

/**
 * Takes an upload out of the unnamed, where it is one of them: of those that earlier passes let go of, or of any. Where there are more
 * than hashes, what is not known is taken for one of them.
 */
export function takeUnnamed(state: Resume, which: 'before' | 'any', hash: string): boolean {
  const { listing, unnamed } = state;
  const { hashes } = unnamed;
  const hashed = hashedBefore(state);
  const at = hashes.indexOf(hash);
  const unhashed = unnamedUploads(state) - hashes.length;
  const ofBefore = unhashedBefore(state);
  if (at < 0 && (which === 'before' ? ofBefore : unhashed) <= 0) return false;
  if (at < 0 ? which === 'before' || ofBefore === unhashed : at < hashed) {
    listing.unnamedBefore -= 1;
    listing.hashedBefore = at < 0 ? hashed : hashed - 1;
  }
  if (at >= 0) hashes.splice(at, 1);
  forgetUnnamed(state, 1);
  return true;
}

/** They have no names, so nobody knows for which reason each of them remained: the most frequent reasons lose them. */
export function forgetUnnamed({ unnamed }: Resume, uploads: number): void {
  let left = uploads;
  for (const [reason, count] of Object.entries(unnamed.byReason).sort(([, a], [, b]) => b - a)) {
    const fewer = Math.min(left, count);
    left -= fewer;
    if (count > fewer) unnamed.byReason[reason] = count - fewer;
    else delete unnamed.byReason[reason];
  }
}

export function rememberItem(items: string[], item: string, most: number): void {
  if (items.length < most && !items.includes(item)) items.push(item);
}
