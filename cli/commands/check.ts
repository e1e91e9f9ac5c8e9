import type { Command } from 'commander';
import type { CheckReport, LeftBehind } from '../../conformance/index.ts';
import { isBucketName, isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { S3ConnectionConfig } from '../../worker/index.ts';
import { Interrupted } from '../interrupted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { addS3Options, type S3Flags, s3Connection } from '../options/connections.ts';
import { answer } from '../output/answer.ts';
import { isTidy, renderCheck, renderLeft } from '../output/report/check-report.ts';
import { UsageError } from '../usage-error.ts';

type CheckFlags = S3Flags & { bucket?: string; createBucket?: true; connection: string; json?: true };

const HELP = `
It talks to S3 alone, no Temporal is needed. It works on uploads and small objects of its own, whose keys begin with
s3-cleanup-check- and a random number, touches nothing else in the bucket, and leaves nothing behind; Ctrl-C, too, lets it
clean up first. What listens to the events of the bucket hears of them.

In a bucket of yours it leaves out what needs a bucket of its own: versions, policies, the deletion of buckets.
--create-bucket makes about two dozen buckets, all named s3-cleanup-check-…, and deletes them. It needs s3:CreateBucket and
s3:DeleteBucket.

Exit codes: 0 all that every job needs works, 1 something does not, or the store cannot be tried, 2 wrong usage,
130 interrupted.

Examples:
  s3-cleanup check --create-bucket --endpoint-url http://127.0.0.1:9000 --region us-east-1 --force-path-style
  s3-cleanup check --bucket photos --connections connections.json --connection minio --json`;

export function configure(command: Command): void {
  command
    .optionsGroup('Where, one of:')
    .option('--bucket <bucket>', 'in this bucket, among whatever is in it')
    .option('--create-bucket', 'in buckets of its own');
  addS3Options(command)
    .optionsGroup('The check:')
    .option('--connection <name>', 'a connection of --connections', 'default')
    .option('--json', 'answer with one JSON document')
    .addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<CheckFlags>();
  const bucket = checkedBucket(flags);
  const connection = s3Connection(flags.connection, flags, io.env);
  const report = await check({ bucket, connection, connectionName: flags.connection }, io);
  answer(io, flags.json, report, renderCheck(report));
  if (!isTidy(report.left)) io.stderr.write(`s3-cleanup: ${renderLeft(report.left)}\n`);
  return report.works && isTidy(report.left) ? EXIT.done : EXIT.failure;
}

function checkedBucket({ bucket, createBucket }: CheckFlags): string | undefined {
  if ((bucket === undefined) !== (createBucket === true))
    throw new UsageError('say where: either --bucket or --create-bucket');
  if (bucket === undefined) return undefined;
  if (isDirectoryBucket(bucket))
    throw new UsageError('--bucket must be a general purpose bucket: directory buckets are AWS only');
  if (isBucketName(bucket)) return bucket;
  throw new UsageError(`--bucket must be the name of a bucket; it is ${JSON.stringify(bucket)}`);
}

interface Wanted {
  bucket: string | undefined;
  connection: S3ConnectionConfig;
  connectionName: string;
}

async function check(wanted: Wanted, io: Io): Promise<CheckReport> {
  const { checkStore, CheckFailure } = await import('../../conformance/index.ts');
  let left: LeftBehind | undefined;
  const say = (line: string) => io.stderr.write(`${line}\n`);
  const onInterrupt = () => say('cleaning up; Ctrl-C again leaves at once');
  io.interrupt.addEventListener('abort', onInterrupt, { once: true });
  try {
    return await checkStore({
      ...wanted,
      signal: io.interrupt,
      onPlace: ({ bucket, prefix, behaviours }) =>
        say(`trying ${behaviours} behaviours in the bucket ${bucket}, with keys that begin with ${prefix}`),
      onLeft: (names) => {
        left = names;
      },
    });
  } catch (error) {
    const rest = left && !isTidy(left) ? `; ${renderLeft(left)}` : '';
    if (io.interrupt.aborted) throw new Interrupted(`interrupted${rest || '; nothing is left'}`, left ?? null);
    if (!(error instanceof CheckFailure)) throw error;
    const { CleanupFailure } = await import('../../client/failure.ts');
    throw new CleanupFailure(error.type, error.message + rest, { details: left, cause: error });
  } finally {
    io.interrupt.removeEventListener('abort', onInterrupt);
  }
}
