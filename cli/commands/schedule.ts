import type { Command } from 'commander';
import type { ScheduleTimes } from '../../client/schedule/times.ts';
import type { CheckedSchedule } from '../../client/schedule.ts';
import { present } from '../../domain/present.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { withTemporal } from '../job/with-client.ts';
import { bucketInput, fleetInput, SCHEDULE_FIELDS } from '../options/fleet/schedule.ts';
import { addInputOptions } from '../options/input.ts';
import { addTaskQueueOption } from '../options/start.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import { answer } from '../output/answer.ts';
import { UsageError } from '../usage-error.ts';

type ScheduleFlags = TemporalFlags &
  Pick<CleanupInput, 'prefix'> & {
    match?: string[];
    connection?: string[];
    every?: string;
    cron?: string;
    jitter?: string;
    delete?: true;
    cancelRunning?: true;
    taskQueue?: string;
    json?: true;
  };

const HELP = `
A job that is still running when the next is due is not joined by another. A cleanup of one bucket that fails pauses its schedule,
until you resume it: temporal schedule toggle --unpause --schedule-id s3-cleanup/BUCKET. A fleet tells in its report what failed,
and goes on. The report of a run: s3-cleanup report WORKFLOW_ID; it is the ID of the schedule and the time.

Examples:
  s3-cleanup schedule photos --every 24h --older-than 7d
  s3-cleanup schedule --match 'logs-*' '!logs-tmp' --cron '0 3 * * 0' --jitter 30m --older-than 7d --dry-run --measure
  s3-cleanup schedule photos --delete --cancel-running
  s3-cleanup schedule --match 'logs-*' '!logs-tmp' --delete`;

export function configure(command: Command): void {
  command
    .argument('[bucket]', 'bucket name, directory bucket name, access point alias or ARN; or give --match')
    .optionsGroup('When (--every or --cron):')
    .option('--every <duration>', 'from one job to the next, such as 24h; counted from midnight UTC')
    .option('--cron <expression>', 'as cron has it, in UTC, such as "0 3 * * *"')
    .option('--jitter <duration>', 'begin each job up to so much later, at random')
    .option('--delete', 'end the schedule')
    .option('--cancel-running', 'with --delete: also stop a job of it that runs');
  addInputOptions(command, SCHEDULE_FIELDS).optionsGroup('The job:');
  addTaskQueueOption(command).option('--json', 'answer with one JSON document');
  addTemporalOptions(command).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<ScheduleFlags>();
  const [bucket] = command.processedArgs as [string | undefined];
  if ((bucket === undefined) === (flags.match === undefined)) {
    throw new UsageError('say which buckets, either by BUCKET or with --match');
  }
  await (flags.delete ? unschedule(bucket, flags, io) : schedule(bucket, flags, io));
  return EXIT.done;
}

async function schedule(bucket: string | undefined, flags: ScheduleFlags, io: Io): Promise<void> {
  const { taskQueue, json, cancelRunning } = flags;
  if (cancelRunning) throw new UsageError('--cancel-running goes with --delete');
  const asked = await checked(bucket, flags);
  const { putSchedule } = await import('../../client/schedule.ts');
  const scheduled = await withTemporal(flags, io, (temporal) => putSchedule(temporal, asked, taskQueue));
  const verb = scheduled.created ? 'created' : 'changed';
  const when = scheduled.next[0] ? `; next: ${scheduled.next[0]}` : '; it is paused';
  answer(io, json, scheduled, `${verb} the schedule ${scheduled.scheduleId}${when}`);
}

async function checked(bucket: string | undefined, flags: ScheduleFlags): Promise<CheckedSchedule> {
  const { every, cron, jitter } = flags;
  if ((every === undefined) === (cron === undefined)) {
    throw new UsageError('say when with either --every or --cron, such as --every 24h');
  }
  const times: ScheduleTimes = present({ every, cron, jitter });
  const { checkedFleetSchedule, checkedSchedule } = await import('../../client/schedule.ts');
  if (bucket === undefined) return checkedFleetSchedule(fleetInput(flags), times);
  return checkedSchedule(bucketInput(bucket, flags), times);
}

async function unschedule(bucket: string | undefined, flags: ScheduleFlags, io: Io): Promise<void> {
  const { every, cron, json, cancelRunning = false } = flags;
  if (every !== undefined || cron !== undefined) throw new UsageError('give either --every, --cron or --delete');
  const { deleteSchedule } = await import('../../client/schedule.ts');
  const scheduleId = await idOf(bucket, flags);
  const cancelled = await withTemporal(flags, io, (temporal) =>
    deleteSchedule(temporal, scheduleId, { cancelRunning }),
  );
  const document = { scheduleId, deleted: true, ...(cancelRunning && { cancelled }) };
  const stopped = cancelled.length > 0 ? `asked ${cancelled.join(', ')} to stop` : 'no job of it ran';
  answer(
    io,
    json,
    document,
    `deleted the schedule ${scheduleId}; ${cancelRunning ? stopped : 'a job that runs goes on'}`,
  );
}

async function idOf(bucket: string | undefined, { prefix, match, connection }: ScheduleFlags): Promise<string> {
  const { cleanupJob, fleetJob } = await import('../../client/checked-job.ts');
  const select = { all: true } as const;
  if (bucket !== undefined) return cleanupJob({ bucket, ...present({ prefix }), select }).workflowId;
  const connections = connection && connection.length > 1 ? connection : undefined;
  return fleetJob({ select, ...present({ match, connections }) }).workflowId;
}
