import type { CleanupReport } from '../../workflows/contract.ts';
import type { FleetReport } from '../../workflows/fleet-contract.ts';
import type { PrepareReport } from '../../workflows/prepare-contract.ts';
import type { TemporalFlags } from '../connect.ts';
import type { CleanupHandle } from '../handle.ts';
import type { ExitCode, Io } from '../io.ts';
import { shellQuoted, temporalFlagsToRepeat } from '../options/temporal.ts';
import { answer } from '../output/answer.ts';
import { openProgress } from '../output/progress.ts';
import { renderReport } from '../output/report.ts';
import { exitCodeOf } from './exit-code.ts';
import { Interrupted } from './interrupted.ts';

/** A job of any kind. */
export type FollowedHandle = CleanupHandle<CleanupReport | PrepareReport | FleetReport, unknown>;

/** Shows how far the job is until it ends, and prints its report. Ctrl-C ends the showing, not the job. */
export async function followToEnd(
  handle: FollowedHandle,
  flags: TemporalFlags & { json?: true },
  io: Io,
): Promise<ExitCode> {
  const progress = openProgress(io);
  try {
    const report = await handle.follow((snapshot) => progress.show(snapshot), { signal: io.interrupt });
    progress.close();
    answer(io, flags.json, report, renderReport(report));
    return exitCodeOf(report);
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
