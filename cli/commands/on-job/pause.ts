import type { Command } from 'commander';
import { EXIT, type ExitCode, type Io } from '../../io.ts';
import { commandFor } from '../../job/follow-to-end.ts';
import { withClient } from '../../job/with-client.ts';
import { addJobOptions, type JobFlags } from '../../options/job.ts';
import { answer } from '../../output/answer.ts';

export function configure(command: Command): void {
  addJobOptions(command, 's3-cleanup pause s3-cleanup/photos');
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<JobFlags>();
  const [workflowId] = command.processedArgs;
  await withClient(flags, io, (client) => client.handle(workflowId).pause());
  const hint = commandFor('resume', workflowId, flags);
  answer(io, flags.json, { workflowId, paused: true }, `asked ${workflowId} to pause; to let it go on: ${hint}`);
  return EXIT.done;
}
