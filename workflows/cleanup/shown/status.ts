import { sum, type UploadCounts } from '../../../domain/counts.ts';
import { measuredOf } from '../../../domain/measures.ts';
import { troubleIn } from '../../durable/trouble/trouble.ts';
import { reportOfRecord } from '../../record/record.ts';
import { remainingByReason } from '../account/pass.ts';
import type { CleanupReport, CleanupStatus } from '../contract.ts';
import type { Job } from '../job.ts';

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
    ...keptByName(state),
    ...(state.dialect && { dialect: state.dialect }),
    ...troubleIn(job.steering),
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
    ...keptByName(state),
    ...(state.dialect && { dialect: state.dialect }),
    ...(state.record && { record: reportOfRecord(state.record) }),
    ...(state.tally && { dryRun: state.tally }),
  };
}

export function countUploads({ state, request }: Pick<Job, 'state' | 'request'>): UploadCounts {
  const { unproven, reaborted, alreadyGone } = state.account;
  const { selected, gone } = evened(state);
  const { keptYoung, keptActive, keptCompleted = 0 } = state.listing;
  const listed = selected + keptYoung + keptActive + keptCompleted;
  const kept = { keptYoung, keptActive, keptCompleted };
  return { listed, selected, gone: request.dryRun ? 0 : gone, reaborted, ...kept, alreadyGone, unproven };
}

/** While uploads are in doubt, more may be taken from `gone` than there are: those that come back are counted for the first time. */
function evened({ account: { selected, gone }, inherited }: Job['state']): { selected: number; gone: number } {
  return inherited !== undefined || gone >= 0 ? { selected, gone } : { selected: selected - gone, gone: 0 };
}

function keptByName({ listing }: Job['state']): Pick<CleanupReport, 'kept'> {
  const { completed = [] } = listing;
  return completed.length === 0 ? {} : { kept: completed.map((upload) => ({ ...upload, reason: LOOKS_COMPLETED })) };
}

/** Why an upload is kept that may be the remnant of the object of its key. */
const LOOKS_COMPLETED = 'LooksCompleted';
