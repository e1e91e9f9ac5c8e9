import type { Command } from 'commander';
import type { ExitCode, Io } from '../../io.ts';
import { exitCodeOf } from '../../job/exit-code.ts';
import { withClient } from '../../job/with-client.ts';
import { addJobOptions, type JobFlags } from '../../options/job.ts';
import { checkFile } from '../../options/report.ts';
import { answerReport } from '../../output/report/answer-report.ts';

export function configure(command: Command): void {
  addJobOptions(command, 's3-cleanup report s3-cleanup/photos --json', { report: true });
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<JobFlags>();
  checkFile(flags.html);
  const [workflowId] = command.processedArgs;
  const report = await withClient(flags, io, (client) => client.handle(workflowId).report());
  answerReport(io, report, flags);
  return exitCodeOf(report);
}
