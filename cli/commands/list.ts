import { once } from 'node:events';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import type { Judging } from '../../activities/listing/judged-uploads.ts';
import { present } from '../../domain/present.ts';
import { count } from '../../domain/wording.ts';
import type { S3ConnectionConfig } from '../../worker/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { CLEANUP } from '../../workflows/cleanup/fields.ts';
import { Interrupted } from '../interrupted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { addS3Options, type S3Flags, s3Connection } from '../options/connections.ts';
import { addInputOptions, inputFlagsToRepeat, inputOf } from '../options/input.ts';
import { shellQuoted } from '../options/temporal.ts';
import { addPage, noSums, renderSums } from '../output/list/sums.ts';
import { asCsv, asJsonLines, asTable, type Format } from '../output/list/uploads.ts';
import { UsageError } from '../usage-error.ts';

type ListFlags = S3Flags & {
  all?: true;
  olderThan?: string;
  initiatedBefore?: string;
  measure?: true;
  connection?: string;
  json?: true;
  csv?: true;
};

const {
  bucket: _,
  select,
  idleFor,
  prefix,
  limits,
  connection,
  expectedBucketOwner,
  keepCompleted,
  requestPayer,
} = CLEANUP;
const { concurrency, requestsPerSecond } = limits.fields;
const measure = {
  ...CLEANUP.measure,
  flag: { ...CLEANUP.measure.flag, says: 'parts, bytes and the last part of each: a ListParts for each upload' },
};

/** The fields of a cleanup that say which uploads, and how to ask for them. */
const FIELDS = {
  select,
  idleFor,
  prefix,
  measure,
  limits: { fields: { concurrency, requestsPerSecond } },
  connection,
  expectedBucketOwner,
  keepCompleted,
  requestPayer,
};

const HELP = `
It talks to S3 alone, no Temporal is needed, and changes nothing. Uploads are written as S3 lists them, so a million take no
more memory than a thousand. Without --all, --older-than or --initiated-before it lists all.

Each upload bears what \`start\` with the same flags would do about it, as a dry run counts it: abort it, keep it as active
(--idle-for) or as the remnant of a completed object (--keep-completed). On stores other than AWS the latter takes a
HeadObject for each upload; --keep-completed never leaves it out.

--json writes a line for each upload, and the sums as the last line: { "sums": { … } }. --csv writes the sums to stderr.

Exit codes: 0 done, 1 failure, 2 wrong usage, 130 interrupted.

Examples:
  s3-cleanup list photos --region eu-central-1
  s3-cleanup list photos --older-than 7d --measure
  s3-cleanup list photos --older-than 7d --csv > uploads.csv
  s3-cleanup list photos --prefix raw/ --json | jq -r 'select(.verdict == "selected") | .key'`;

export function configure(command: Command): void {
  command.argument('<bucket>', 'bucket name, directory bucket name, access point alias or ARN');
  addInputOptions(addS3Options(command), FIELDS, 'at most one')
    .optionsGroup('The list:')
    .option('--json', 'a line of JSON for each upload')
    .option('--csv', 'rows for a spreadsheet')
    .addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const given = command.opts<ListFlags>();
  const [bucket] = command.processedArgs;
  if (given.json && given.csv) throw new UsageError('give either --json or --csv');
  const isChosen = given.olderThan !== undefined || given.initiatedBefore !== undefined;
  const flags: ListFlags = isChosen ? given : { ...given, all: true };
  const connection = s3Connection(flags.connection ?? 'default', flags, io.env);
  const query = await queryOf({ bucket, ...inputOf(FIELDS, flags) } as CleanupInput);
  const start = `s3-cleanup start ${shellQuoted(bucket)}${inputFlagsToRepeat(FIELDS, flags)}`;
  try {
    await list({ connection, query, format: formatOf(flags), start }, flags, io);
    return EXIT.done;
  } catch (error) {
    const { answerFailure } = await import('../output/failure.ts');
    return answerFailure(error, flags.json ? 'line' : false, io);
  }
}

/** As a job would understand the flags if it were started now. Throws InvalidInput. */
async function queryOf(input: CleanupInput): Promise<Judging> {
  const { checkCleanup } = await import('../../workflows/cleanup/request.ts');
  const { target, prefix, initiatedBefore, activeSince, keepCompleted, measure, limits } = checkCleanup(
    input,
    new Date(),
  );
  return { target, keepCompleted, measure, limits, ...present({ prefix, initiatedBefore, activeSince }) };
}

function formatOf(flags: ListFlags): Format {
  if (flags.json) return asJsonLines();
  const measures = flags.measure === true;
  return flags.csv ? asCsv({ measures }) : asTable({ measures, now: Date.now() });
}

interface Wanted {
  connection: S3ConnectionConfig;
  query: Judging;
  format: Format;
  /** The command line of a cleanup that means the same uploads. */
  start: string;
}

async function list({ connection, query, format, start }: Wanted, flags: ListFlags, io: Io): Promise<void> {
  const { judgedUploads } = await import('../../activities/listing/judged-uploads.ts');
  const sums = noSums(query.measure);
  try {
    await written(io.stdout, format.heading);
    for await (const page of judgedUploads(connection, query, io.interrupt)) {
      addPage(sums, page);
      await written(io.stdout, format.page(page.uploads));
    }
  } catch (error) {
    if (!io.interrupt.aborted) throw error;
    throw new Interrupted(`interrupted after ${count(sums.listed)} uploads`, sums);
  }
  if (flags.json) io.stdout.write(`${JSON.stringify({ sums })}\n`);
  else (flags.csv ? io.stderr : io.stdout).write(`${flags.csv ? '' : '\n'}${renderSums(sums, start, Date.now())}\n`);
}

/** Waits for a reader who is slower than S3. */
async function written(stdout: Io['stdout'], text: string): Promise<void> {
  const isTaken = text === '' || stdout.write(text) !== false;
  if (!isTaken && stdout instanceof Writable && stdout.writableNeedDrain) await once(stdout, 'drain');
}
