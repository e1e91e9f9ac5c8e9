import type { Command } from 'commander';
import type { ExitCode, Io } from '../io.ts';
import { answerStarted } from '../job/answer-started.ts';
import { withClient } from '../job/with-client.ts';
import { addCleanupOptions, type CleanupFlags, cleanupInput } from '../options/cleanup.ts';
import { addCsvOption, addReportOptions, checkReportFlags, type ReportFlags } from '../options/report.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';

type StartFlags = CleanupFlags &
  TemporalFlags &
  ReportFlags & { taskQueue?: string; workflowId?: string; follow?: true };

const HELP = `
Durations: 500ms, 10s, 5m, 24h, 7d.

Examples:
  s3-cleanup start photos --older-than 7d --dry-run --measure --price-per-gib-month 0.023 --follow
  s3-cleanup start photos --older-than 7d --idle-for 24h --prefix raw/ --follow
  s3-cleanup start photos--euc1-az1--x-s3 --all --requests-per-second 200
  s3-cleanup start photos --initiated-before 2026-01-31T00:00:00Z --follow --json > report.json`;

export function configure(command: Command): void {
  command.argument('<bucket>', 'bucket name, directory bucket name, access point alias or ARN');
  addCleanupOptions(command)
    .optionsGroup('The job:')
    .option('--workflow-id <id>', 'its ID in Temporal (default: s3-cleanup/BUCKET[/PREFIX])')
    .option('--search-attributes', 'keep S3CleanupBucket, S3CleanupPhase and S3CleanupRemaining up to date')
    .option('--task-queue <name>', 'where workers take it from (default: s3-cleanup)')
    .option('--follow', 'wait for its end and print its report');
  addTemporalOptions(addCsvOption(addReportOptions(command))).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<StartFlags>();
  const input = cleanupInput(command.processedArgs[0], flags);
  const { checkCleanup } = await import('../../workflows/cleanup/request.ts');
  checkCleanup(input, new Date());
  const { follow = false, dryRun = false, measure = false } = flags;
  checkReportFlags(flags, { follow, dryRun, measures: measure });
  return await withClient(flags, io, async (client) => {
    const { workflowId: id } = flags;
    const job = await client.start(input, id === undefined ? {} : { workflowId: id });
    return await answerStarted(job, flags, io);
  });
}
