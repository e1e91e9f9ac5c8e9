import type { FleetReport } from '../../workflows/fleet/contract.ts';
import { EXIT, type ExitCode } from '../io.ts';

/** A job that has a report is done, but for one of many buckets: that reports those that are not clean, too. */
export function exitCodeOf(report: object): ExitCode {
  const { outcome } = report as Partial<FleetReport>;
  if (outcome === 'uploads-remain') return EXIT.uploadsRemain;
  return outcome === 'failed' ? EXIT.failure : EXIT.done;
}
