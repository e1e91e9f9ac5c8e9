import type { FleetReport } from '../../workflows/fleet/contract.ts';
import { EXIT, type ExitCode } from '../io.ts';

/** A job that has a report has done its work. A fleet is the exception: it also reports buckets that are not clean. */
export function exitCodeOf(report: object): ExitCode {
  const { outcome } = report as Partial<FleetReport>;
  if (outcome === 'uploads-remain') return EXIT.uploadsRemain;
  return outcome === 'failed' ? EXIT.failure : EXIT.done;
}
