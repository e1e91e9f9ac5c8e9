import type { Command } from 'commander';
import { present } from '../../domain/present.ts';
import type { FleetInput } from '../../workflows/fleet/contract.ts';
import type { ExitCode, Io } from '../io.ts';
import { startJob } from '../job/start-job.ts';
import {
  addPaceOptions,
  addWhatOptions,
  number,
  type PaceFlags,
  paceInput,
  selection,
  whatInput,
} from '../options/cleanup.ts';
import { addReportOptions, checkReportFlags, type ReportFlags } from '../options/report.ts';
import { addStartOptions, type StartFlags } from '../options/start.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import { UsageError } from '../usage-error.ts';

type FleetFlags = PaceFlags &
  TemporalFlags &
  ReportFlags &
  StartFlags & {
    bucket?: string[];
    match?: string;
    all?: true;
    olderThan?: string;
    initiatedBefore?: string;
    idleFor?: string;
    dryRun?: true;
    measure?: true;
    parallelism?: number;
  };

const HELP = `
Each bucket is a job of its own, s3-cleanup/BUCKET; one that fails stops no other.
Exit codes: 0 all buckets are clean, 3 uploads remain in some, 1 other failures.

Examples:
  s3-cleanup fleet --match 'logs-*' --older-than 7d --dry-run --follow
  s3-cleanup fleet --match '*' --older-than 7d --parallelism 16 --follow
  s3-cleanup fleet --bucket photos --bucket videos --all --follow`;

export function configure(command: Command): void {
  command
    .optionsGroup('Which buckets (one of the two):')
    .option('--bucket <name...>', 'the buckets by name')
    .option('--match <glob>', 'those of the account whose name matches, such as logs-*')
    .optionsGroup('Which uploads (exactly one of the first three):')
    .option('--all', 'all of them')
    .option('--older-than <duration>', 'those initiated longer ago than this, such as 7d or 36h')
    .option('--initiated-before <time>', 'those initiated before this, such as 2026-01-31T00:00:00Z')
    .option('--idle-for <duration>', 'keep uploads that got a part within this time');
  addWhatOptions(command)
    .optionsGroup('The job:')
    .option('--parallelism <n>', 'buckets cleaned at once, 1 to 100 (default: 4)', number);
  addTemporalOptions(addPaceOptions(addReportOptions(addStartOptions(command)))).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<FleetFlags>();
  const { fleetJob } = await import('../../client/checked-job.ts');
  const job = fleetJob(fleetInput(flags));
  const { follow = false, measure = false } = flags;
  checkReportFlags(flags, { follow, dryRun: false, measures: measure });
  return await startJob(job, flags, io);
}

function fleetInput(flags: FleetFlags): FleetInput {
  const { bucket: buckets, match, idleFor, parallelism } = flags;
  if ((buckets === undefined) === (match === undefined)) {
    throw new UsageError('say which buckets, either with --bucket or with --match');
  }
  return {
    ...present({ buckets, match }),
    select: selection(flags),
    ...present({ idleFor, parallelism }),
    ...whatInput(flags),
    ...paceInput(flags),
  };
}
