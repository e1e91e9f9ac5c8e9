import { type Command, Option } from 'commander';
import type { TemporalAddress } from '../../client/connection/connect.ts';
import { present } from '../../domain/present.ts';
import { processesByDefault } from '../../worker/process/container/processes.ts';
import { CLEANUP } from '../../workflows/cleanup/fields.ts';
import { Interrupted } from '../interrupted.ts';
import type { ExitCode, Io } from '../io.ts';
import { cleanupInput, type WhatFlags } from '../options/cleanup.ts';
import { addS3Options, type S3Flags, s3Arguments, s3Connection } from '../options/connections.ts';
import { addInputOptions } from '../options/input.ts';
import { addNotificationsOption, type NotificationFlags, receivers } from '../options/notifications.ts';
import { addCsvOption, addReportOptions, checkReportFlags, type ReportFlags } from '../options/report.ts';
import { addTemporalOptions, type TemporalFlags, temporalArguments } from '../options/temporal.ts';
import { addRecordFolderOption, asProcesses, type RecordFolderFlags } from '../options/worker.ts';
import type { RunOptions } from '../run/run-job.ts';
import { UsageError } from '../usage-error.ts';

type RunFlags = WhatFlags &
  S3Flags &
  TemporalFlags &
  ReportFlags &
  RecordFolderFlags &
  NotificationFlags & {
    notify?: string;
    record?: string;
    connection?: string;
    database?: string;
    processes: number;
    workflowId?: string;
    taskQueue?: string;
    searchAttributes?: true;
    startOver?: true;
    keep?: true;
  };

/** A server on SQLite writes one transaction at a time, and each process takes memory. */
const PROCESSES_AT_MOST = 4;

const HELP = `
It starts a Temporal server on a database file of yours and workers, does the job, prints its report and stops all that it
started. Ctrl-C, a crash, kill -9: run the same command again, and the job goes on where it was.

The server is a Temporal CLI: TEMPORAL_CLI_PATH, \`temporal\` on PATH, or Go to build one with, once. Where an address is
configured, that server is used and left alone. Credentials come from where AWS's own tools find them: AWS_PROFILE,
AWS_ACCESS_KEY_ID, a role of this machine …

Durations: 500ms, 10s, 5m, 24h, 7d, 2w.

Exit codes: 0 done, 1 failure, 2 wrong usage or input, 3 uploads remain, 4 cancelled or terminated, 130 interrupted.

Examples:
  s3-cleanup run photos --older-than 7d --dry-run --measure --region eu-central-1
  s3-cleanup run photos --older-than 7d --region eu-central-1
  s3-cleanup run photos --all --endpoint-url http://127.0.0.1:9000 --region us-east-1 --force-path-style
  s3-cleanup run photos --older-than 7d --json --database /var/lib/s3-cleanup/temporal.db > report.json`;

export function configure(command: Command): void {
  command.argument('<bucket>', 'bucket name, directory bucket name, access point alias or ARN');
  addInputOptions(addS3Options(command), CLEANUP)
    .optionsGroup('The job:')
    .option('--workflow-id <id>', 'its ID in Temporal (default: s3-cleanup/BUCKET[/PREFIX])')
    .option('--task-queue <name>', 'where its workers take it from (default: one of its own)')
    .addOption(new Option('--follow', 'as always').hideHelp());
  addNotificationsOption(addRecordFolderOption(addCsvOption(addReportOptions(command)).optionsGroup('The run:')))
    .option('--database <file>', "the server's (default: temporal.db in ~/.local/state/s3-cleanup, or XDG_STATE_HOME)")
    .option('--start-over', 'give up what an earlier run of the job has not finished')
    .option(
      '--processes <n>',
      'how many worker processes',
      asProcesses(3),
      Math.min(processesByDefault(), PROCESSES_AT_MOST),
    )
    .option('--keep', "leave Temporal's UI up until Ctrl-C");
  addTemporalOptions(command, 'a server of its own').addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<RunFlags>();
  const { options, configured } = await checked(command.processedArgs[0], flags, io);
  const { configuredServer, ownServer } = await import('../run/open-temporal.ts');
  const { defaultDatabase } = await import('../../temporal-server/index.ts');
  const { runJob } = await import('../run/run-job.ts');
  endWithTerminal();
  const temporal = configured
    ? configuredServer(configured, flags, io)
    : await unlessInterrupted(ownServer(flags.database ?? defaultDatabase(io.env), io), io);
  return await runJob(temporal, options, io);
}

/** Everything that can be wrong with the flags, before anything is started. */
async function checked(
  bucket: string,
  flags: RunFlags,
  io: Io,
): Promise<{ options: RunOptions; configured: TemporalAddress | undefined }> {
  const { cleanupJob } = await import('../../client/checked-job.ts');
  const job = cleanupJob(cleanupInput(bucket, flags));
  const { dryRun = false, measure = false } = flags;
  checkReportFlags(flags, { follow: true, dryRun, measures: measure });
  const { endpoint } = s3Connection(flags.connection ?? 'default', flags, io.env);
  const { configuredTemporal, reachTemporal } = await import('../options/temporal-address.ts');
  const configured = configuredTemporal(flags, io.env) && (await reachTemporal(flags, io.env));
  checkServerFlags(flags, configured !== undefined);
  const workflowId = flags.workflowId ?? job.workflowId;
  const { json, csv, pricePerGibMonth, startOver, keep, searchAttributes, processes } = flags;
  return {
    configured,
    options: {
      job,
      workflowId,
      taskQueue: flags.taskQueue ?? queueOf(workflowId, endpointOf(endpoint, io.env)),
      s3: [...s3Arguments(flags), ...recordFolderArguments(flags), ...notificationsArguments(flags, io.env)],
      processes,
      isOwn: configured === undefined,
      ...present({ json, csv, pricePerGibMonth, startOver, keep, searchAttributes }),
    },
  };
}

/** The flag, for the workers of the run. Throws UsageError where they have no folder, and the job asks for one. */
function recordFolderArguments({ record, recordFolder }: RunFlags): string[] {
  if (recordFolder !== undefined) return [`--record-folder=${recordFolder}`];
  if (!record?.startsWith('folder:')) return [];
  throw new UsageError('--record folder:NAME needs --record-folder DIR, in which that folder is');
}

/** The flag, for the workers of the run. Throws UsageError where they do not know the receiver that the job asks for. */
function notificationsArguments(flags: RunFlags, env: NodeJS.ProcessEnv): string[] {
  const { notify, notifications } = flags;
  const known = Object.keys(receivers(flags, env));
  if (notify !== undefined && !known.includes(notify)) {
    throw new UsageError(`no --notify "${notify}"; --notifications has: ${known.join(', ') || 'none'}`);
  }
  return notifications === undefined ? [] : [`--notifications=${notifications}`];
}

/** What makes sense of one kind of server only. */
function checkServerFlags(flags: RunFlags, isConfigured: boolean): void {
  if (isConfigured) {
    const own = (['database', 'startOver'] as const).find((flag) => flags[flag] !== undefined);
    if (own === undefined) return;
    const flag = own === 'database' ? '--database' : '--start-over';
    throw new UsageError(`${flag} goes with a server of the run's own, and an address is configured`);
  }
  const [flag] = temporalArguments(flags);
  const given = flag?.split('=')[0] ?? (flags.apiKey === undefined ? undefined : '--api-key');
  if (given === undefined) return;
  throw new UsageError(`${given} goes with --address: no address is configured, so the run has a server of its own`);
}

/** Of another S3 it is another queue, so that no worker ever asks one S3 about the uploads of another. */
function queueOf(workflowId: string, endpoint: string | undefined): string {
  return endpoint === undefined ? workflowId : `${workflowId} at ${endpoint}`;
}

/** Where the SDK looks: docs of "Service-specific endpoints". */
function endpointOf(endpoint: unknown, env: NodeJS.ProcessEnv): string | undefined {
  return typeof endpoint === 'string' ? endpoint : env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined;
}

/** Node would end without a word to the server. */
function endWithTerminal(): void {
  process.once('SIGHUP', () => process.exit(129));
}

async function unlessInterrupted<T>(starting: Promise<T>, { interrupt }: Io): Promise<T> {
  return await starting.catch((error) => {
    if (interrupt.aborted) throw new Interrupted('interrupted; nothing was started');
    throw error;
  });
}
