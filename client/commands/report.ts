import type { Command } from 'commander';
import type { ExitCode, Io } from '../io.ts';
import { addJobOptions, type JobFlags } from '../options/job.ts';
import { answerReport } from '../output/answer-report.ts';
import { exitCodeOf } from './exit-code.ts';
import { withClient } from './with-client.ts';

export function configure(command: Command): void {
  addJobOptions(command, 's3-cleanup report s3-cleanup/photos --json', { report: true });
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<JobFlags>();
  const [workflowId] = command.processedArgs;
  const report = await withClient(flags, io, (client) => client.handle(workflowId).report());
  answerReport(io, report, flags);
  return exitCodeOf(report);
}
