import type { Command } from 'commander';
import type { TemporalFlags } from '../connect.ts';
import { addTemporalOptions } from './temporal.ts';

/** The flags of every command on a job that there is already. */
export type JobFlags = TemporalFlags & { json?: true };

/** Adds what every command on a job takes: the workflow ID, --json and where Temporal is. */
export function addJobOptions(command: Command, example: string): Command {
  command
    .argument('<workflow-id>', 'ID of the job, such as s3-cleanup/BUCKET')
    .option('--json', 'answer with one JSON document');
  return addTemporalOptions(command).addHelpText('after', `\nExample:\n  ${example}`);
}
