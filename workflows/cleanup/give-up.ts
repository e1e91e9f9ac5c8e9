import type { Resume } from './contract.ts';
import type { CleanupRequest } from './request.ts';

/**
 * The give-up clock. It starts when the first upload is known to remain, or when a pass ends that is not clean. It goes on from
 * the beginning with each measure that grows and cannot grow for ever: the first proof of an upload that was there before the
 * job, and an advance of the first pass. When it has run for `retry.giveUpAfter`, every loop ends.
 */
interface Clock {
  readonly state: Pick<Resume, 'givesUpAt'>;
  readonly request: Pick<CleanupRequest, 'retry'>;
}

export function startClock({ state, request }: Clock): void {
  state.givesUpAt ??= after(request.retry.giveUpAfter);
}

/** Something grew: the time to give up is as far away as at the start. */
export function clockGoesOn({ state, request }: Clock): void {
  if (state.givesUpAt !== null) state.givesUpAt = after(request.retry.giveUpAfter);
}

/** A pause does not count. */
export function clockStoodStill({ state }: Pick<Clock, 'state'>, milliseconds: number): void {
  if (state.givesUpAt !== null) state.givesUpAt = new Date(Date.parse(state.givesUpAt) + milliseconds).toISOString();
}

/** Milliseconds to wait before something is tried in vain once more: ever more, up to `retry.maximum` and the time to give up. */
export function backoff({ state, request }: Clock, triesInVain: number): number {
  const { initial, maximum } = request.retry;
  const left = state.givesUpAt === null ? maximum : Math.max(Date.parse(state.givesUpAt) - Date.now(), 0);
  return Math.min(initial * 2 ** (triesInVain - 1), maximum, left);
}

export function isTimeUp({ state }: Pick<Clock, 'state'>): boolean {
  return state.givesUpAt !== null && Date.now() >= Date.parse(state.givesUpAt);
}

function after(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString();
}
