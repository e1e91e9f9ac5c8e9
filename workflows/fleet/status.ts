import { noUploads, type UploadCounts } from '../../domain/counts.ts';
import { present } from '../../domain/present.ts';
import { troubleIn } from '../durable/trouble/trouble.ts';
import type { FleetReport, FleetResume, FleetStatus } from './contract.ts';
import type { Fleet } from './job.ts';
import { sorted } from './rows.ts';

const LATEST_AT_MOST = 20;

/** The answer to the query `status`. */
export function statusOf({ phase, state, steering }: Fleet): FleetStatus {
  const { paused, run, buckets, rows, uploads, limits, requests, startedAt } = state;
  const { total, clean, uploadsRemain, alreadyRunning, failed } = buckets;
  const running = [...steering.children.keys()].sort();
  const waiting = total - clean - uploadsRemain - alreadyRunning - failed - running.length;
  return {
    phase,
    paused,
    run,
    buckets: { ...buckets, waiting },
    running,
    latest: rows.slice(-LATEST_AT_MOST),
    uploads: withAllCounts(uploads),
    limits,
    requests,
    ...troubleIn(steering),
    startedAt,
  };
}

export function reportOf({ request, state }: Fleet): FleetReport {
  const {
    match,
    startedAt,
    run,
    buckets,
    uploads,
    measured,
    requests,
    rows,
    rowsLeftOut,
    notListed,
    reachedTwice,
    dialect,
  } = state;
  return {
    outcome: outcomeOf(state, request.dryRun),
    match,
    selection: { initiatedBefore: request.initiatedBefore ?? null },
    startedAt,
    finishedAt: new Date().toISOString(),
    runs: run,
    buckets,
    uploads: withAllCounts(uploads),
    measured: request.measure ? measured : null,
    requests,
    rows: sorted(rows),
    rowsLeftOut,
    ...(notListed && { notListed }),
    ...(reachedTwice && { reachedTwice }),
    ...(dialect && { dialect }),
    ...present({ record: request.cleanup.record }),
  };
}

/** A run of an earlier version left some of them out. */
function withAllCounts(uploads: FleetResume['uploads']): UploadCounts {
  return { ...noUploads(), ...uploads };
}

function outcomeOf({ buckets }: FleetResume, dryRun: boolean): FleetReport['outcome'] {
  if (buckets.uploadsRemain > 0) return 'uploads-remain';
  if (buckets.failed + buckets.alreadyRunning > 0) return 'failed';
  return dryRun ? 'dry-run' : 'clean';
}
