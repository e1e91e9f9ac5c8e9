import type { Started } from '../../client/client.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import type { ReportFlags } from '../options/report.ts';
import type { TemporalFlags } from '../options/temporal.ts';
import { answer } from '../output/answer.ts';
import { commandFor, type FollowedHandle, followToEnd } from './follow-to-end.ts';

/** Tells of a job that was started or found running; with `--follow`, follows it to its end. */
export async function answerStarted(
  job: FollowedHandle & Started,
  flags: TemporalFlags & ReportFlags & { follow?: true },
  io: Io,
): Promise<ExitCode> {
  const { workflowId, runId, alreadyRunning } = job;
  const state = alreadyRunning ? `${workflowId} is running already` : `started ${workflowId}`;
  const hint = commandFor('follow', workflowId, flags);
  if (!flags.follow) {
    answer(io, flags.json, { workflowId, runId, alreadyRunning }, `${state}\nto follow it: ${hint}`);
    return EXIT.done;
  }
  io.stderr.write(`${state}${alreadyRunning ? ': following that one' : ''}\n`);
  return await followToEnd(job, flags, io);
}
