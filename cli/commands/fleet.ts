import type { Command } from 'commander';
import { present } from '../../domain/present.ts';
import type { FleetInput } from '../../workflows/fleet/contract.ts';
import type { ExitCode, Io } from '../io.ts';
import { answerStarted } from '../job/answer-started.ts';
import { withClient } from '../job/with-client.ts';
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
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import { UsageError } from '../usage-error.ts';

type FleetFlags = PaceFlags &
  TemporalFlags &
  ReportFlags & {
    bucket?: string[];
    match?: string;
    all?: true;
    olderThan?: string;
    initiatedBefore?: string;
    idleFor?: string;
    dryRun?: true;
    measure?: true;
    parallelism?: number;
    taskQueue?: string;
    follow?: true;
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
    .option('--parallelism <n>', 'buckets cleaned at once, 1 to 100 (default: 4)', number)
    .option('--task-queue <name>', 'where workers take it from (default: s3-cleanup)')
    .option('--follow', 'wait for its end and print its report');
  addTemporalOptions(addPaceOptions(addReportOptions(command))).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<FleetFlags>();
  const input = fleetInput(flags);
  const { checkFleet } = await import('../../workflows/fleet/request.ts');
  checkFleet(input, new Date());
  const { follow = false, measure = false } = flags;
  checkReportFlags(flags, { follow, dryRun: false, measures: measure });
  return await withClient(flags, io, async (client) => answerStarted(await client.fleet(input), flags, io));
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
