import type { Command } from 'commander';
import type { PrepareInput } from '../../workflows/prepare/contract.ts';
import { PREPARE } from '../../workflows/prepare/request.ts';
import type { ExitCode, Io } from '../io.ts';
import { startJob } from '../job/start-job.ts';
import { addInputOptions, inputOf } from '../options/input.ts';
import { addReportOptions, checkReportFlags, type ReportFlags } from '../options/report.ts';
import { addStartOptions, type StartFlags } from '../options/start.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import { UsageError } from '../usage-error.ts';

type PrepareFlags = TemporalFlags &
  ReportFlags &
  StartFlags & { measure?: true; deleteBucket?: true; confirm?: string };

const HELP = `
Aborts every incomplete upload of the bucket. Objects and the bucket itself stay, unless you ask for more.
Uploads that look like remnants of completed objects (--keep-completed) are kept until --empty-objects has deleted the objects.
A job that fails or is cancelled takes back what --block-new-uploads added to the bucket policy.

Examples:
  s3-cleanup prepare photos --follow
  s3-cleanup prepare photos --block-new-uploads --empty-objects --delete-bucket --confirm photos --follow
  s3-cleanup prepare photos--euc1-az1--x-s3 --empty-objects --delete-bucket --confirm photos--euc1-az1--x-s3`;

export function configure(command: Command): void {
  command.argument('<bucket>', 'bucket name or directory bucket name');
  addInputOptions(command, PREPARE)
    .optionsGroup('What to do beyond aborting all uploads:')
    .option('--delete-bucket', 'delete the bucket, and prove that it is gone; needs --confirm')
    .option('--confirm <bucket>', 'the name of the bucket once more')
    .optionsGroup('The job:');
  addTemporalOptions(addReportOptions(addStartOptions(command))).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<PrepareFlags>();
  const { preparationJob } = await import('../../client/checked-job.ts');
  const job = preparationJob(prepareInput(command.processedArgs[0], flags));
  const { follow = false, measure = false } = flags;
  checkReportFlags(flags, { follow, dryRun: false, measures: measure });
  return await startJob(job, flags, io);
}

function prepareInput(bucket: string, flags: PrepareFlags): PrepareInput {
  const { deleteBucket, confirm } = flags;
  if (confirm !== undefined && !deleteBucket) throw new UsageError('--confirm goes with --delete-bucket');
  // The check of the input refuses a name that is absent or mistyped.
  return { bucket, ...inputOf(PREPARE, flags), ...(deleteBucket && { deleteBucket: { confirm: confirm as string } }) };
}
