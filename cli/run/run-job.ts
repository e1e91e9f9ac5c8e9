import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { CheckedJob } from '../../client/checked-job.ts';
import { S3CleanupClient } from '../../client/client.ts';
import { connect } from '../../client/connection/connect.ts';
import { CleanupFailure } from '../../client/failure.ts';
import { type Started, startJob } from '../../client/start-job.ts';
import { Interrupted } from '../interrupted.ts';
import type { ExitCode, Io } from '../io.ts';
import { type FollowedHandle, followToEnd } from '../job/follow-to-end.ts';
import type { ReportFlags } from '../options/report.ts';
import { answerFailure } from '../output/failure.ts';
import type { JobReport } from '../output/report/report.ts';
import type { RunTemporal } from './open-temporal.ts';
import { startWorkers, type Workers } from './workers.ts';

/** Workers that do not poll by then tell why, and the job tells that it has none. */
const START_DEADLINE_MS = 60_000;

export interface RunOptions extends ReportFlags {
  job: CheckedJob;
  workflowId: string;
  /** Of this job alone: its workers do no work of other jobs. */
  taskQueue: string;
  /** The flags of `worker` that say where S3 is. */
  s3: string[];
  processes: number;
  /** The server is the run's own. */
  isOwn: boolean;
  startOver?: true;
  keep?: true;
  searchAttributes?: true;
}

/** Does the job, or what is left of it, follows it to its end, and stops what it has started, the server included. */
export async function runJob(temporal: RunTemporal, options: RunOptions, io: Io): Promise<ExitCode> {
  let workers: Workers | undefined;
  const start = async () => {
    const { processes, taskQueue, s3 } = options;
    const argv = [...s3, ...temporal.argv, `--task-queue=${taskQueue}`, '--processes=1'];
    workers = startWorkers({ processes, argv, env: temporal.env, log: (line) => io.stderr.write(`${line}\n`) });
    await Promise.race([workers.ready, delay(START_DEADLINE_MS, undefined, { signal: io.interrupt, ref: false })]);
  };
  // Nobody follows a job on a server that has ended.
  const over = new AbortController();
  temporal.ended.catch(() => over.abort());
  try {
    const interrupt = AbortSignal.any([io.interrupt, over.signal]);
    const working = follow(temporal, options, start, { ...io, interrupt });
    const code = await told(Promise.race([working, temporal.ended]), options, io);
    if (options.keep) await untilInterrupted(temporal, io);
    return code;
  } catch (error) {
    if (!io.interrupt.aborted || error instanceof CleanupFailure) throw error;
    const { workflowId } = options;
    throw new Interrupted(
      'interrupted. Nothing is lost: run the same command again, and the job goes on where it was',
      { workflowId },
    );
  } finally {
    if (io.interrupt.aborted) io.stderr.write('finishing what runs; Ctrl-C again leaves at once\n');
    await workers?.stop();
    await temporal.stop();
  }
}

/** With --keep, how the job failed is told before the UI is looked at. */
async function told(code: Promise<ExitCode>, { keep, json }: RunOptions, io: Io): Promise<ExitCode> {
  if (!keep) return await code;
  return await code.catch((error) => {
    if (io.interrupt.aborted) throw error;
    return answerFailure(error, json === true, io);
  });
}

async function follow(
  temporal: RunTemporal,
  options: RunOptions,
  startWork: () => Promise<void>,
  io: Io,
): Promise<ExitCode> {
  const client = await connect(temporal.address);
  try {
    if (options.isOwn && options.searchAttributes) await new S3CleanupClient(client).registerSearchAttributes();
    io.interrupt.throwIfAborted();
    if (options.startOver) await giveUp(client, options);
    const job = await startOrJoin(client, options, io);
    tellWhere(job, temporal, io);
    await startWork();
    return await followToEnd(job, { ...temporal.flags, ...options }, io);
  } finally {
    await client.connection.close();
  }
}

/** A job that no worker works on cannot be cancelled: that takes a worker. What it aborted stays aborted. */
async function giveUp(client: Client, { workflowId }: RunOptions): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const running = await handle.describe().catch(() => undefined);
  if (running?.status.name === 'RUNNING') await handle.terminate('s3-cleanup run --start-over');
}

async function startOrJoin(client: Client, options: RunOptions, io: Io): Promise<FollowedHandle & Started> {
  const { job, workflowId, taskQueue, isOwn } = options;
  try {
    const started = await startJob<JobReport, unknown>(client, job, { workflowId, taskQueue });
    if (isOwn && started.alreadyRunning) await refuseOtherS3(client, options);
    return started;
  } catch (error) {
    if (isOwn && error instanceof CleanupFailure && error.type === 'AlreadyRunning') {
      io.stderr.write('an earlier run has left this job unfinished; --start-over gives it up and begins this one\n');
    }
    throw error;
  }
}

/** The same bucket name on another S3 is another bucket: what is gone there is not gone here. */
async function refuseOtherS3(client: Client, { workflowId, taskQueue }: RunOptions): Promise<void> {
  const { taskQueue: running } = await client.workflow.getHandle(workflowId).describe();
  if (running === taskQueue) return;
  throw new CleanupFailure(
    'AlreadyRunning',
    `${workflowId} of an earlier run is about another S3, or has another --task-queue ("${running}", not "${taskQueue}")`,
    { details: { workflowId } },
  );
}

function tellWhere({ workflowId, alreadyRunning }: Started & FollowedHandle, { uiUrl }: RunTemporal, io: Io): void {
  io.stderr.write(alreadyRunning ? `${workflowId} goes on where it was\n` : `started ${workflowId}\n`);
  if (uiUrl === undefined) return;
  io.stderr.write(`Temporal's UI: ${uiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}\n`);
}

async function untilInterrupted({ uiUrl }: RunTemporal, io: Io): Promise<void> {
  io.stderr.write(`Temporal's UI stays up${uiUrl === undefined ? '' : ` at ${uiUrl}`}; Ctrl-C ends it all\n`);
  // Server and workers keep the process alive; a listener alone would not.
  await new Promise<void>((resolve) => {
    if (io.interrupt.aborted) resolve();
    io.interrupt.addEventListener('abort', () => resolve(), { once: true });
  });
}
