import type { Command } from 'commander';
import type { FleetInput } from '../../workflows/fleet/contract.ts';
import { FLEET } from '../../workflows/fleet/request.ts';
import type { ExitCode, Io } from '../io.ts';
import { startJob } from '../job/start-job.ts';
import { type WhatFlags, withoutMeasuring } from '../options/cleanup.ts';
import { overOne } from '../options/fleet/over-one.ts';
import { addInputOptions, inputOf } from '../options/input.ts';
import { addFleetReportOptions, addReportOptions, checkFleetReportFlags, type ReportFlags } from '../options/report.ts';
import { addStartOptions, type StartFlags } from '../options/start.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import { UsageError } from '../usage-error.ts';

type FleetFlags = WhatFlags & TemporalFlags & ReportFlags & StartFlags & { bucket?: string[]; match?: string[] };

const HELP = `
Each bucket is a job of its own, s3-cleanup/BUCKET; one that fails stops no other.
Exit codes: 0 all buckets are clean, 3 uploads remain in some, 1 other failures.

Examples:
  s3-cleanup fleet --match 'logs-*' --older-than 7d --dry-run --follow
  s3-cleanup fleet --match '*' --older-than 7d --parallelism 16 --follow
  s3-cleanup fleet --match '{logs,tmp}-*' '!*-prod' --connection main archive --older-than 7d --follow
  s3-cleanup fleet --match '*' --all --dry-run --measure --follow --html uploads.html
  s3-cleanup fleet --bucket photos --bucket videos --all --follow`;

export function configure(command: Command): void {
  addInputOptions(command, FLEET).optionsGroup('The job:');
  addTemporalOptions(addFleetReportOptions(addReportOptions(addStartOptions(command)))).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<FleetFlags>();
  const { fleetJob } = await import('../../client/checked-job.ts');
  const job = fleetJob(fleetInput(flags));
  const { follow = false, measure = false } = flags;
  checkFleetReportFlags(flags, { follow, measures: measure });
  return await startJob(job, flags, io);
}

function fleetInput(flags: FleetFlags): FleetInput {
  if ((flags.bucket === undefined) === (flags.match === undefined)) {
    throw new UsageError('say which buckets, either with --bucket or with --match');
  }
  return withoutMeasuring(overOne(inputOf(FLEET, flags) as unknown as FleetInput));
}
