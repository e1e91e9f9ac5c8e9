import type { CheckedJob } from '../../client/checked-job.ts';
import type { Started } from '../../client/start-job.ts';
import { present } from '../../domain/present.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import type { ReportFlags } from '../options/report.ts';
import type { StartFlags } from '../options/start.ts';
import type { TemporalFlags } from '../options/temporal.ts';
import { answer } from '../output/answer.ts';
import type { JobReport } from '../output/report/report.ts';
import { commandFor, type FollowedHandle, followToEnd } from './follow-to-end.ts';
import { withTemporal } from './with-client.ts';

type Flags = TemporalFlags & ReportFlags & StartFlags & { workflowId?: string };

/** Starts a job, or finds it running, and says so; with `--follow`, follows it to its end. */
export async function startJob(job: CheckedJob, flags: Flags, io: Io): Promise<ExitCode> {
  return await withTemporal(flags, io, async (temporal) => {
    const { startJob: start } = await import('../../client/start-job.ts');
    const { taskQueue, workflowId } = flags;
    const started = await start<JobReport, unknown>(temporal, job, present({ taskQueue, workflowId }));
    return await answerStarted(started, flags, io);
  });
}

async function answerStarted(job: FollowedHandle & Started, flags: Flags, io: Io): Promise<ExitCode> {
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
