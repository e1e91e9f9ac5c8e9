import type { CleanupReport } from '../../workflows/contract.ts';
import type { PrepareReport } from '../../workflows/prepare-contract.ts';
import type { TemporalFlags } from '../connect.ts';
import type { CleanupHandle } from '../handle.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { shellQuoted, temporalFlagsToRepeat } from '../options/temporal.ts';
import { answer } from '../output/answer.ts';
import { openProgress } from '../output/progress.ts';
import { renderReport } from '../output/report.ts';
import { Interrupted } from './interrupted.ts';

/** Shows how far the job is until it ends, and prints its report. Ctrl-C ends the showing, not the job. */
export async function followToEnd(
  handle: CleanupHandle<CleanupReport | PrepareReport, unknown>,
  flags: TemporalFlags & { json?: true },
  io: Io,
): Promise<ExitCode> {
  const progress = openProgress(io);
  try {
    const report = await handle.follow((snapshot) => progress.show(snapshot), { signal: io.interrupt });
    progress.close();
    answer(io, flags.json, report, renderReport(report));
    return EXIT.done;
  } catch (error) {
    if (error !== io.interrupt.reason) throw error;
    const { workflowId } = handle;
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
