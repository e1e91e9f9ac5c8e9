import type { CleanupInput, ListingState, Resume } from '../../../workflows/cleanup/contract.ts';
import { firstState, type Job } from '../../../workflows/cleanup/job.ts';
import { checkCleanup } from '../../../workflows/cleanup/request.ts';
import type { Trouble } from '../../../workflows/durable/contract.ts';
import { Turns } from '../../../workflows/durable/rate/turns.ts';
import { openSteering } from '../../../workflows/durable/steering.ts';

interface Changes extends Partial<Omit<Job, 'input' | 'request' | 'state'>> {
  input?: Partial<CleanupInput>;
  state?: Partial<Omit<Resume, 'listing'>>;
  listing?: Partial<ListingState>;
  /** An outage that it rides out. */
  trouble?: Trouble;
}

/** A job on the bucket `photos`, as it stands after what happened: no workflow is at work. */
export function jobOf({ input, state, listing, trouble, ...job }: Changes = {}): Job {
  const given = { bucket: 'photos', select: { all: true }, ...input } as CleanupInput;
  const startedAt = new Date('2026-02-01T00:00:00Z');
  const request = checkCleanup(given, startedAt);
  const first = firstState(request.limits, startedAt);
  // A copy: a job changes its state, and several may begin with the same.
  const now = { ...first, ...structuredClone(state), listing: { ...first.listing, ...structuredClone(listing) } };
  const turns = new Turns(
    () => 1,
    () => {},
  );
  const steering = openSteering(now, () => {});
  steering.outage.own = trouble;
  return {
    input: given,
    request,
    state: now,
    steering,
    phase: 'cleaning',
    waitsUntil: null,
    end: null,
    inHand: 0,
    takenByThisRun: 0,
    spellsOut: false,
    workflowId: 's3-cleanup/photos',
    ranges: new Map(),
    turns,
    ...job,
  };
}
