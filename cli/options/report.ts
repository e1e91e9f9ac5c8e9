import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../usage-error.ts';
import { number } from './input.ts';

/** How a report is printed. */
export interface ReportFlags {
  json?: true;
  csv?: true;
  /** Where to write the page of a fleet. */
  html?: string;
  pricePerGibMonth?: number;
}

/** Adds the flags of a command that prints a report. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--json', 'answer with one JSON document')
    .option(
      '--price-per-gib-month <n>',
      'estimate what the measured bytes cost a month, at the price of a GiB, such as 0.023',
      number,
    );
}

/** Adds the flag of a command whose report may be that of a dry run. */
export function addCsvOption(command: Command): Command {
  return command.option('--csv', 'answer with the sums of a dry run as CSV: a row for each prefix, age and verdict');
}

/** Adds the flags of a command whose report may be that of a fleet. */
export function addFleetReportOptions(command: Command): Command {
  return command
    .option('--csv', 'answer with the rows as CSV: a row for each bucket')
    .option('--html <file>', 'also write the report as a page that needs nothing else: bytes by bucket and age');
}

/** The same of a fleet. A file that cannot be written is told before the job, and not after hours. */
export function checkFleetReportFlags(flags: ReportFlags, job: { follow: boolean; measures: boolean }): void {
  const { html, csv } = flags;
  if (csv && !job.follow) throw new UsageError('--csv goes with --follow, or with `s3-cleanup report`');
  if (html !== undefined && !job.follow) throw new UsageError('--html goes with --follow, or with `s3-cleanup report`');
  checkReportFlags(flags, { ...job, dryRun: true });
  checkFile(html);
}

/** Throws UsageError where there is no such folder. */
export function checkFile(file: string | undefined): void {
  if (file !== undefined && !existsSync(dirname(resolve(file)))) {
    throw new UsageError(`--html ${file}: there is no folder ${dirname(resolve(file))}`);
  }
}

/** Throws UsageError where the job that is asked for cannot have such a report. */
export function checkReportFlags(
  { json, csv, pricePerGibMonth }: ReportFlags,
  job: { follow: boolean; dryRun: boolean; measures: boolean },
): void {
  if (json && csv) throw new UsageError('give either --json or --csv');
  if (csv && !(job.dryRun && job.follow)) throw new UsageError('--csv goes with --dry-run --follow');
  if (pricePerGibMonth === undefined) return;
  if (!job.follow) throw new UsageError('--price-per-gib-month goes with --follow, or with `s3-cleanup report`');
  if (!job.measures) throw new UsageError('--price-per-gib-month goes with --measure');
}
