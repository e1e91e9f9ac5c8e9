import type { Command } from 'commander';
import { EXIT, type ExitCode, type Io } from '../../io.ts';
import { withClient } from '../../job/with-client.ts';
import { addJobOptions, type JobFlags } from '../../options/job.ts';
import { answer } from '../../output/answer.ts';

export function configure(command: Command): void {
  addJobOptions(command, 's3-cleanup cancel s3-cleanup/photos');
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<JobFlags>();
  const [workflowId] = command.processedArgs;
  await withClient(flags, io, (client) => client.handle(workflowId).cancel());
  const said = `asked ${workflowId} to stop; what is aborted stays aborted`;
  answer(io, flags.json, { workflowId, cancelRequested: true }, said);
  return EXIT.done;
}
