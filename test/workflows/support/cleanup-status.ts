import { noRequests, noUploads } from '../../../domain/counts.ts';
import type { CleanupStatus } from '../../../workflows/cleanup/contract.ts';

/** Of a job that has begun and found nothing yet. */
export function cleanupStatus(changes: Partial<CleanupStatus> = {}): CleanupStatus {
  return {
    phase: 'cleaning',
    paused: false,
    pass: 1,
    run: 1,
    uploads: noUploads(),
    remaining: {},
    inHand: 0,
    pace: 0,
    ranges: 0,
    waitsUntil: null,
    givesUpAt: null,
    limits: { concurrency: 64, requestsPerSecond: null },
    requests: noRequests(),
    startedAt: '2026-01-31T11:00:00.000Z',
    ...changes,
  };
}
