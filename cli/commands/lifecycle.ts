import { type Command, InvalidArgumentError } from 'commander';
import { isBucketName, isDirectoryBucket } from '../../domain/bucket-name.ts';
import { present } from '../../domain/present.ts';
import { Interrupted } from '../interrupted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { addS3Options, type S3Flags, s3Connection } from '../options/connections.ts';
import { answer } from '../output/answer.ts';
import { renderLifecycle } from '../output/report/lifecycle.ts';
import { UsageError } from '../usage-error.ts';

type LifecycleFlags = S3Flags & {
  abortAfter?: number;
  connection: string;
  expectedBucketOwner?: string;
  json?: true;
};

const HELP = `
It talks to S3 alone, no Temporal is needed. --abort-after adds a rule for the whole bucket, s3-cleanup-aborts-incomplete-uploads,
or changes it. Every other rule is written back as S3 sent it, to the byte; what cannot be read is refused, and nothing written.
S3 takes all rules at once and not under a condition: who changes others in the same second may lose that change. It is read again
afterwards, and what differs is said.

It needs s3:GetLifecycleConfiguration, and s3:PutLifecycleConfiguration for --abort-after; for directory buckets s3express:….

Exit codes: 0 done, 1 failure, 2 wrong usage, 130 interrupted.

Examples:
  s3-cleanup lifecycle photos --region eu-central-1
  s3-cleanup lifecycle photos --abort-after 7
  s3-cleanup lifecycle photos --json | jq .abortsAfterDays`;

export function configure(command: Command): void {
  command
    .argument('<bucket>', 'bucket name, or directory bucket name')
    .optionsGroup('What to do:')
    .option('--abort-after <days>', 'have S3 abort incomplete uploads this many days after their initiation', asDays);
  addS3Options(command)
    .optionsGroup('The bucket:')
    .option('--connection <name>', 'a connection of --connections', 'default')
    .option('--expected-bucket-owner <id>', 'fail where another account owns the bucket')
    .option('--json', 'answer with one JSON document')
    .addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<LifecycleFlags>();
  const [bucket] = command.processedArgs;
  const target = { connection: flags.connection, bucket: checked(bucket, flags), ...ownerOf(flags) };
  const connection = s3Connection(flags.connection, flags, io.env);
  const { abortAfterDays, showLifecycle } = await import('../../activities/bucket/lifecycle/bucket-lifecycle.ts');
  try {
    const report =
      flags.abortAfter === undefined
        ? await showLifecycle(connection, target, io.interrupt)
        : await abortAfterDays(connection, target, flags.abortAfter, io.interrupt);
    answer(io, flags.json, report, renderLifecycle(report));
    return EXIT.done;
  } catch (error) {
    if (io.interrupt.aborted) throw new Interrupted('interrupted');
    throw error;
  }
}

function checked(bucket: string, { expectedBucketOwner }: LifecycleFlags): string {
  if (!isBucketName(bucket))
    throw new UsageError(`BUCKET must be the name of a bucket; it is ${JSON.stringify(bucket)}`);
  if (bucket.startsWith('arn:'))
    throw new UsageError('BUCKET must be the bucket itself: an access point has no lifecycle');
  if (expectedBucketOwner !== undefined && isDirectoryBucket(bucket))
    throw new UsageError('--expected-bucket-owner: S3 does not check it here for directory buckets');
  return bucket;
}

function ownerOf({ expectedBucketOwner }: LifecycleFlags) {
  return present({ expectedBucketOwner });
}

/** As many as S3 takes. */
const DAYS_AT_MOST = 2_147_483_647;

function asDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= DAYS_AT_MOST) return days;
  throw new InvalidArgumentError('It must be a whole number of days, from 1: S3 knows no shorter time.');
}
