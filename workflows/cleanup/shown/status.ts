import { sum, type UploadCounts } from '../../../domain/counts.ts';
import { measuredOf } from '../../../domain/measures.ts';
import type { CleanupReport, CleanupStatus } from '../contract.ts';
import type { Job } from '../job.ts';
import { remainingByReason } from '../ledger.ts';

/** The answer to the query `status`. */
export function statusOf(job: Job): CleanupStatus {
  const { state, ranges } = job;
  const uploads = countUploads(job);
  const seconds = (Date.now() - Date.parse(state.startedAt)) / 1_000;
  return {
    phase: job.phase,
    paused: state.paused,
    pass: state.pass,
    run: state.run,
    uploads,
    remaining: remainingByReason(state),
    inHand: job.inHand,
    pace: seconds > 0 ? Math.round((uploads.gone / seconds) * 10) / 10 : 0,
    ranges: ranges.size,
    ...(ranges.size > 0 && childrenAtWork(job)),
    allListed: state.listing.ended,
    ...(job.request.dryRun && { dryRun: true }),
    waitsUntil: job.waitsUntil,
    givesUpAt: state.givesUpAt,
    limits: state.limits,
    requests: state.requests,
    startedAt: state.startedAt,
  };
}

function childrenAtWork({ ranges, steering }: Job): Pick<CleanupStatus, 'inRanges' | 'children'> {
  return {
    inRanges: sum(Array.from(ranges.values(), ({ uploads = 0 }) => uploads)),
    children: Array.from(steering.children.values(), ({ workflowId }) => workflowId),
  };
}

export function reportOf<Outcome>(job: Job, outcome: Outcome): Omit<CleanupReport, 'outcome'> & { outcome: Outcome } {
  const { request, state } = job;
  return {
    bucket: request.target.bucket,
    prefix: request.prefix ?? null,
    outcome,
    selection: { initiatedBefore: request.initiatedBefore ?? null, activeSince: request.activeSince ?? null },
    startedAt: state.startedAt,
    finishedAt: new Date().toISOString(),
    passes: state.pass,
    runs: state.run,
    uploads: countUploads(job),
    measured: request.measure ? measuredOf(state.byPrefix) : null,
    initiators: state.initiators,
    requests: state.requests,
    ...(state.tally && { dryRun: state.tally }),
  };
}

export function countUploads({ state, request }: Pick<Job, 'state' | 'request'>): UploadCounts {
  const { selected, gone, unproven, reaborted, alreadyGone } = state.account;
  const { keptYoung, keptActive } = state.listing;
  const listed = selected + keptYoung + keptActive;
  return { listed, selected, gone: request.dryRun ? 0 : gone, reaborted, keptYoung, keptActive, alreadyGone, unproven };
}
