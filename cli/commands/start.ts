import type { Command } from 'commander';
import { CLEANUP } from '../../workflows/cleanup/fields.ts';
import type { ExitCode, Io } from '../io.ts';
import { startJob } from '../job/start-job.ts';
import { cleanupInput, type WhatFlags } from '../options/cleanup.ts';
import { addInputOptions } from '../options/input.ts';
import { addCsvOption, addReportOptions, checkReportFlags, type ReportFlags } from '../options/report.ts';
import { addStartOptions, type StartFlags } from '../options/start.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';

type Flags = WhatFlags & TemporalFlags & ReportFlags & StartFlags & { workflowId?: string };

const HELP = `
Durations: 500ms, 10s, 5m, 24h, 7d, 2w.

Examples:
  s3-cleanup start photos --older-than 7d --dry-run --measure --price-per-gib-month 0.023 --follow
  s3-cleanup start photos --older-than 7d --idle-for 24h --prefix raw/ --follow
  s3-cleanup start photos--euc1-az1--x-s3 --all --requests-per-second 200
  s3-cleanup start photos --initiated-before 2026-01-31T00:00:00Z --follow --json > report.json`;

export function configure(command: Command): void {
  command.argument('<bucket>', 'bucket name, directory bucket name, access point alias or ARN');
  addInputOptions(command, CLEANUP)
    .optionsGroup('The job:')
    .option('--workflow-id <id>', 'its ID in Temporal (default: s3-cleanup/BUCKET[/PREFIX])');
  addTemporalOptions(addCsvOption(addReportOptions(addStartOptions(command)))).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<Flags>();
  const { cleanupJob } = await import('../../client/checked-job.ts');
  const job = cleanupJob(cleanupInput(command.processedArgs[0], flags));
  const { follow = false, dryRun = false, measure = false } = flags;
  checkReportFlags(flags, { follow, dryRun, measures: measure });
  return await startJob(job, flags, io);
}
