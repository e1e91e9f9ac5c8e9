import type { Job } from './job.ts';

/** Begins a pass, unless the run before left one unfinished. */
export function beginPass({ state }: Job): void {
  if (state.passing) return;
  state.passing = true;
  state.pass += 1;
  state.listing = { ended: false, found: 0, keptYoung: 0, keptActive: 0, rounds: 0, lostPlaces: 0 };
  // What was too much to hold is listed again by this pass.
  state.overflow = {};
  state.reabortedBefore = state.reabortedInOverflow ?? 0;
  state.reabortedInOverflow = 0;
}

/** Ends a pass; `cleanPasses` is how many in a row, up to this one, found nothing. */
export function endPass(job: Job): { cleanPasses: number } {
  const { state } = job;
  state.passing = false;
  state.cleanPasses = somethingRemains(job) || state.listing.found > 0 ? 0 : state.cleanPasses + 1;
  return { cleanPasses: state.cleanPasses };
}

/** Uploads that were aborted and verified, and are not known to be gone. */
export function somethingRemains({ state }: Job): boolean {
  return state.remaining.length > 0 || Object.keys(state.overflow).length > 0 || state.unproven > 0;
}
