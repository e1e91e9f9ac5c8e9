import { type Command, InvalidArgumentError } from 'commander';
import { addReportOptions, type ReportFlags } from './report.ts';
import { addTemporalOptions, type TemporalFlags } from './temporal.ts';

/** The flags of every command on a job that exists. */
export type JobFlags = TemporalFlags & ReportFlags;

/** Adds what every command on a job takes: the workflow ID, how to print the answer, and where Temporal is. */
export function addJobOptions(command: Command, example: string, { report = false } = {}): Command {
  command.argument('<workflow-id>', 'ID of the job, such as s3-cleanup/BUCKET', notEmpty);
  if (report) {
    addReportOptions(command)
      .option('--csv', 'answer as CSV: the sums of a dry run, or the rows of a fleet')
      .option('--html <file>', 'also write the report of a fleet as a page that needs nothing else');
  } else command.option('--json', 'answer with one JSON document');
  return addTemporalOptions(command).addHelpText('after', `\nExample:\n  ${example}`);
}

/** `s3-cleanup cancel "$UNSET"` */
function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
}
