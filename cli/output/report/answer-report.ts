import type { Io } from '../../io.ts';
import type { ReportFlags } from '../../options/report.ts';
import { UsageError } from '../../usage-error.ts';
import { answer } from '../answer.ts';
import { costOf } from './cost.ts';
import { dryRunCsv, isDryRunReport } from './dry-run.ts';
import { type JobReport, renderReport } from './report.ts';

/** Prints the report as the flags want it: text for people, JSON, or the CSV of a dry run. Throws UsageError. */
export function answerReport(io: Io, report: JobReport, { json, csv, pricePerGibMonth }: ReportFlags): void {
  if (csv) {
    if (!isDryRunReport(report)) throw new UsageError('--csv goes with the report of a dry run of one bucket');
    io.stdout.write(dryRunCsv(report, io.stdout.isTTY === true));
    return;
  }
  const cost = costOf(report, pricePerGibMonth);
  if (!cost && pricePerGibMonth !== undefined) {
    io.stderr.write('s3-cleanup: no price, for the job did not measure: start it with --measure\n');
  }
  answer(io, json, cost ? { ...report, cost } : report, renderReport(report, cost));
}
