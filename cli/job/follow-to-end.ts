import type { CleanupHandle } from '../../client/handle.ts';
import { Interrupted } from '../interrupted.ts';
import type { ExitCode, Io } from '../io.ts';
import type { ReportFlags } from '../options/report.ts';
import { shellQuoted, type TemporalFlags, temporalFlagsToRepeat } from '../options/temporal.ts';
import { lastWord } from '../output/progress/last-word.ts';
import { openProgress } from '../output/progress/progress.ts';
import { answerReport } from '../output/report/answer-report.ts';
import type { JobReport } from '../output/report/report.ts';
import { exitCodeOf } from './exit-code.ts';

/** A job of any kind. */
export type FollowedHandle = CleanupHandle<JobReport, unknown>;

/** Shows how far the job is until it ends, then prints its report. Ctrl-C ends the command, not the job. */
export async function followToEnd(
  handle: FollowedHandle,
  flags: TemporalFlags & ReportFlags,
  io: Io,
): Promise<ExitCode> {
  const { workflowId } = handle;
  const progress = openProgress(io, { workflowId, resume: commandFor('resume', workflowId, flags) });
  try {
    const report = await handle.follow((snapshot) => progress.show(snapshot), { signal: io.interrupt });
    progress.close();
    io.stderr.write(`${workflowId}: ${lastWord(report)}\n`);
    answerReport(io, report, flags);
    return exitCodeOf(report);
  } catch (error) {
    if (error !== io.interrupt.reason) throw error;
    const hint = commandFor('follow', workflowId, flags);
    throw new Interrupted(`interrupted. The job goes on; to follow it: ${hint}`, { workflowId });
  } finally {
    progress.close();
  }
}

/** A command line that reaches the same job. */
export function commandFor(subcommand: string, workflowId: string, flags: TemporalFlags): string {
  return `s3-cleanup ${subcommand} ${shellQuoted(workflowId)}${temporalFlagsToRepeat(flags)}`;
}
