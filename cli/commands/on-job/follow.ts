import type { Command } from 'commander';
import type { ExitCode, Io } from '../../io.ts';
import { followToEnd } from '../../job/follow-to-end.ts';
import { withClient } from '../../job/with-client.ts';
import { addJobOptions, type JobFlags } from '../../options/job.ts';

export function configure(command: Command): void {
  addJobOptions(command, 's3-cleanup follow s3-cleanup/photos', { report: true });
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<JobFlags>();
  const [workflowId] = command.processedArgs;
  return await withClient(flags, io, (client) => followToEnd(client.handle(workflowId), flags, io));
}
