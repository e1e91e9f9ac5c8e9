import type { Command } from 'commander';
import { present } from '../../domain/present.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { CLEANUP } from '../../workflows/cleanup/fields.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { withTemporal } from '../job/with-client.ts';
import { addInputOptions, inputOf } from '../options/input.ts';
import { addTaskQueueOption } from '../options/start.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import { answer } from '../output/answer.ts';
import { UsageError } from '../usage-error.ts';

type ScheduleFlags = TemporalFlags & {
  prefix?: string;
  every?: string;
  delete?: true;
  cancelRunning?: true;
  taskQueue?: string;
  json?: true;
};

const { dryRun: _, measure: __, requestPayer: ___, searchAttributes: ____, ...OF_A_SCHEDULE } = CLEANUP;
const { all, olderThan } = CLEANUP.select.oneOf;

/** The same cleanup each time: a cut-off at one instant would select less and less. */
const FIELDS = { ...OF_A_SCHEDULE, select: { ...CLEANUP.select, oneOf: { all, olderThan } } };

const HELP = `
A cleanup that is still running when the next is due is not joined by another. One that fails pauses the schedule, until
you resume it: temporal schedule toggle --unpause --schedule-id s3-cleanup/BUCKET

Examples:
  s3-cleanup schedule photos --every 24h --older-than 7d
  s3-cleanup schedule photos --delete --cancel-running`;

export function configure(command: Command): void {
  command
    .argument('<bucket>', 'bucket name, directory bucket name, access point alias or ARN')
    .optionsGroup('When:')
    .option('--every <duration>', 'from one cleanup to the next, such as 24h; counted from midnight UTC')
    .option('--delete', 'end the schedule of the bucket')
    .option('--cancel-running', 'with --delete: also stop a cleanup of it that runs');
  addInputOptions(command, FIELDS).optionsGroup('The job:');
  addTaskQueueOption(command).option('--json', 'answer with one JSON document');
  addTemporalOptions(command).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<ScheduleFlags>();
  const [bucket] = command.processedArgs;
  await (flags.delete ? unschedule(bucket, flags, io) : schedule(bucket, flags, io));
  return EXIT.done;
}

async function schedule(bucket: string, flags: ScheduleFlags, io: Io): Promise<void> {
  const { every, taskQueue, json, cancelRunning } = flags;
  if (cancelRunning) throw new UsageError('--cancel-running goes with --delete');
  if (every === undefined) throw new UsageError('say how often with --every, such as --every 24h');
  const { checkedSchedule, putSchedule } = await import('../../client/schedule.ts');
  const asked = checkedSchedule({ bucket, ...inputOf(FIELDS, flags) } as CleanupInput, every);
  const scheduled = await withTemporal(flags, io, (temporal) => putSchedule(temporal, asked, taskQueue));
  const verb = scheduled.created ? 'created' : 'changed';
  const when = scheduled.next[0] ? `; next: ${scheduled.next[0]}` : '; it is paused';
  answer(io, json, scheduled, `${verb} the schedule ${scheduled.scheduleId}${when}`);
}

async function unschedule(bucket: string, flags: ScheduleFlags, io: Io): Promise<void> {
  const { prefix, every, json, cancelRunning = false } = flags;
  if (every !== undefined) throw new UsageError('give either --every or --delete');
  const { cleanupJob } = await import('../../client/checked-job.ts');
  const { deleteSchedule } = await import('../../client/schedule.ts');
  const { workflowId: scheduleId } = cleanupJob({ bucket, ...present({ prefix }), select: { all: true } });
  const cancelled = await withTemporal(flags, io, (temporal) =>
    deleteSchedule(temporal, scheduleId, { cancelRunning }),
  );
  const document = { scheduleId, deleted: true, ...(cancelRunning && { cancelled }) };
  const stopped = cancelled.length > 0 ? `asked ${cancelled.join(', ')} to stop` : 'no cleanup of it ran';
  answer(
    io,
    json,
    document,
    `deleted the schedule ${scheduleId}; ${cancelRunning ? stopped : 'a cleanup that runs goes on'}`,
  );
}
