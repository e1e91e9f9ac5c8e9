import type { CleanupSnapshot } from '../../../client/index.ts';
import { noUploads } from '../../../domain/counts.ts';
import type { CleanupReport, CleanupStatus } from '../../../workflows/cleanup/contract.ts';
import { cleanupStatus } from '../../workflows/support/cleanup-status.ts';

export const NOW = Date.parse('2026-06-01T12:00:00Z');

/** An instant so many seconds from NOW. */
export function inSeconds(seconds: number): string {
  return new Date(NOW + seconds * 1_000).toISOString();
}

export function snapshot(status: Partial<CleanupStatus> | null, rest: Partial<CleanupSnapshot> = {}): CleanupSnapshot {
  return {
    workflowId: 's3-cleanup/photos',
    runId: 'run',
    state: 'running',
    status: status && { ...STATUS, ...status },
    trouble: null,
    ...rest,
  };
}

export function counts(given: Partial<CleanupStatus['uploads']>): CleanupStatus['uploads'] {
  return { ...noUploads(), ...given };
}

export function report(given: Partial<CleanupReport> = {}): CleanupReport {
  return {
    bucket: 'photos',
    prefix: null,
    outcome: 'clean',
    selection: { initiatedBefore: inSeconds(-604_800), activeSince: null },
    startedAt: inSeconds(-90),
    finishedAt: inSeconds(0),
    passes: 2,
    runs: 1,
    uploads: counts({ listed: 2_050, selected: 2_000, gone: 2_000, reaborted: 60, keptYoung: 50 }),
    measured: null,
    initiators: [],
    requests: { list: 4, abort: 2_100, listParts: 2_101, throttled: 0 },
    ...given,
  };
}

const STATUS = cleanupStatus({ startedAt: inSeconds(-60) });
