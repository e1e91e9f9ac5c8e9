import { writeFileSync } from 'node:fs';
import type { FleetReport } from '../../../workflows/fleet/contract.ts';
import type { Io } from '../../io.ts';
import type { ReportFlags } from '../../options/report.ts';
import { UsageError } from '../../usage-error.ts';
import { answer } from '../answer.ts';
import { costOf } from './cost.ts';
import { dryRunCsv, isDryRunReport } from './dry-run.ts';
import { fleetCsv } from './fleet/fleet-csv.ts';
import { fleetPage } from './fleet/page/page.ts';
import { type JobReport, renderReport } from './report.ts';

/** Prints the report as the flags want it: text for people, JSON, or CSV; writes it as a page. Throws UsageError. */
export function answerReport(io: Io, report: JobReport, flags: ReportFlags): void {
  const { csv, html } = flags;
  if (html !== undefined && !isFleetReport(report)) throw new UsageError('--html goes with the report of a fleet');
  if (csv) io.stdout.write(asCsv(report, io.stdout.isTTY === true));
  else answerWhole(io, report, flags);
  if (html !== undefined && isFleetReport(report)) writePage(io, html, report);
}

function asCsv(report: JobReport, forTerminal: boolean): string {
  if (isFleetReport(report)) return fleetCsv(report, forTerminal);
  if (isDryRunReport(report)) return dryRunCsv(report, forTerminal);
  throw new UsageError('--csv goes with the report of a fleet, or of a dry run of one bucket');
}

/** The report is printed by now: nothing is lost with the file. */
function writePage(io: Io, file: string, report: FleetReport): void {
  try {
    writeFileSync(file, fleetPage(report));
  } catch (error) {
    throw new UsageError(`--html ${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
  io.stderr.write(`wrote ${file}\n`);
}

function answerWhole(io: Io, report: JobReport, { json, pricePerGibMonth }: ReportFlags): void {
  const cost = costOf(report, pricePerGibMonth);
  if (!cost && pricePerGibMonth !== undefined) {
    io.stderr.write('s3-cleanup: no price, for the job did not measure: start it with --measure\n');
  }
  answer(io, json, cost ? { ...report, cost } : report, renderReport(report, cost));
}

function isFleetReport(report: JobReport): report is FleetReport {
  return 'rows' in report;
}
