import { added, sum } from '../../../domain/counts.ts';
import type { CleanupStatus } from '../../../workflows/cleanup/contract.ts';
import type { Execution } from '../runtime/execution.ts';
import { type Broken, brokenOf } from './broken.ts';
import type { Truth } from './truth.ts';

/** What must hold at any time of the status of a job and its ranges together. */
export function brokenByStatus({ uploads, remaining, dryRun, inHand }: CleanupStatus, truth: Truth): Broken[] {
  const { listed, selected, gone, keptYoung, keptActive, keptCompleted, unproven } = uploads;
  const remain = sum(Object.values(remaining));
  const account = JSON.stringify({ ...uploads, remain, inHand });
  const proven = truth.proven.size + truth.mistakable;
  return brokenOf(
    listed !== selected + keptYoung + keptActive + keptCompleted && { rule: 'Equations', message: account },
    !dryRun && selected !== gone + remain + unproven + inHand && { rule: 'Equations', message: account },
    !dryRun && (inHand < 0 || remain < 0) && { rule: 'Equations', message: account },
    gone > proven && { rule: 'Proof', message: `${proven} proven; ${account}` },
  );
}

/** Undefined of one that has ended, or has not begun. */
export function statusOf({ isRunning, run }: Execution): CleanupStatus | undefined {
  return isRunning && !run.isClosed ? (run.query('status') as CleanupStatus | undefined) : undefined;
}

/** As the client adds them up. */
export function withRange(status: CleanupStatus, range: CleanupStatus): CleanupStatus {
  return {
    ...status,
    uploads: added(status.uploads, range.uploads),
    remaining: added(status.remaining, range.remaining),
    inHand: status.inHand + range.inHand,
  };
}
