import type { Command } from 'commander';
import { EXIT, type ExitCode, type Io } from '../../io.ts';
import { withClient } from '../../job/with-client.ts';
import { addJobOptions, type JobFlags } from '../../options/job.ts';
import { answer } from '../../output/answer.ts';
import { renderStatus } from '../../output/status.ts';

export function configure(command: Command): void {
  addJobOptions(command, 's3-cleanup status s3-cleanup/photos');
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<JobFlags>();
  const [workflowId] = command.processedArgs;
  const snapshot = await withClient(flags, io, (client) => client.handle(workflowId).snapshot());
  answer(io, flags.json, snapshot, renderStatus(snapshot, Date.now()));
  return EXIT.done;
}
