import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { parseDuration } from '../domain/duration.ts';
import { TASK_QUEUE } from '../domain/job-id.ts';
import type { CleanupInput, Duration } from '../workflows/cleanup/contract.ts';
import { memoOf } from '../workflows/job-memo.ts';
import { type CheckedJob, cleanupJob } from './checked-job.ts';
import { checkConverter } from './connection/check-converter.ts';
import { detail } from './description.ts';
import { CleanupFailure } from './failure.ts';
import { priorityOf } from './priority.ts';
import { firstSearchAttributes } from './search-attributes.ts';

const MINUTE = 60_000;

export interface Scheduled {
  scheduleId: string;
  /** False where the schedule was there already. It has been changed to what was asked for. */
  created: boolean;
  /** When it fires next. Empty while it is paused. */
  next: string[];
}

/** A schedule that has been checked. */
export interface CheckedSchedule {
  job: CheckedJob;
  input: CleanupInput;
  /** Milliseconds between two cleanups. */
  every: number;
}

/** Throws InvalidInput. */
export function checkedSchedule(input: CleanupInput, every: Duration): CheckedSchedule {
  return { job: cleanupJob(input), input, every: millisecondsOf(every, input) };
}

function millisecondsOf(every: Duration, { select }: CleanupInput): number {
  const milliseconds = parseDuration(every);
  if (milliseconds === undefined || milliseconds < MINUTE) {
    throw invalid('every', `every must be a duration of a minute or more, such as 24h; it is ${JSON.stringify(every)}`);
  }
  if ('initiatedBefore' in select) {
    throw invalid('select', 'select must be { olderThan } or { all: true }: one instant says nothing of later nights');
  }
  return milliseconds;
}

/** Creates the schedule, or changes the one that is there. A paused schedule stays paused. */
export async function putSchedule(
  client: Client,
  schedule: CheckedSchedule,
  taskQueue = TASK_QUEUE,
): Promise<Scheduled> {
  const scheduleId = schedule.job.workflowId;
  const options = optionsOf(client, schedule, taskQueue);
  await checkConverter(client, taskQueue);
  try {
    const created = await client.schedule.create({ scheduleId, ...options });
    return { scheduleId, created: true, next: await nextTimes(created) };
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const present = client.schedule.getHandle(scheduleId);
    await present.update(({ state }) => ({ ...options, state }));
    return { scheduleId, created: false, next: await nextTimes(present) };
  }
}

/**
 * A cleanup that runs goes on, unless `cancelRunning` asks it to stop. Answers the workflow IDs of those that it asked. Fails with
 * NoSuchSchedule.
 */
export async function deleteSchedule(
  client: Client,
  scheduleId: string,
  { cancelRunning = false } = {},
): Promise<string[]> {
  const schedule = client.schedule.getHandle(scheduleId);
  try {
    const running = cancelRunning ? await runningOf(schedule) : [];
    await schedule.delete();
    await Promise.all(running.map((run) => cancel(client, run)));
    return running.map(({ workflowId }) => workflowId);
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new CleanupFailure('NoSuchSchedule', `there is no schedule ${scheduleId}`, { cause: error });
  }
}

interface RunningCleanup {
  workflowId: string;
  firstExecutionRunId: string;
}

/** Once it is paused, it begins none that nobody would ask to stop. */
async function runningOf(schedule: ScheduleHandle): Promise<RunningCleanup[]> {
  await schedule.pause('about to be deleted');
  const { info } = await schedule.describe();
  return info.runningActions.map(({ workflow }) => workflow);
}

/** It may have ended by now. */
async function cancel(client: Client, { workflowId, firstExecutionRunId }: RunningCleanup): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId, undefined, { firstExecutionRunId }).cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

function optionsOf(
  client: Client,
  { job, input, every }: CheckedSchedule,
  taskQueue: string,
): Omit<ScheduleOptions, 'scheduleId'> {
  return {
    spec: { intervals: [{ every }] },
    action: {
      type: 'startWorkflow',
      workflowType: job.type,
      taskQueue,
      // Temporal appends the time to the ID.
      workflowId: job.workflowId,
      args: [input],
      staticSummary: job.summary,
      staticDetails: detail(input),
      memo: memoOf(input),
      ...priorityOf(client, input, { scheduled: true }),
      ...firstSearchAttributes(input),
    },
    // One late cleanup makes up for all that were missed.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, pauseOnFailure: true, catchupWindow: every },
  };
}

async function nextTimes(schedule: ScheduleHandle): Promise<string[]> {
  const { info, state } = await schedule.describe();
  return state.paused ? [] : info.nextActionTimes.slice(0, 3).map((time) => time.toISOString());
}

function invalid(field: string, message: string): CleanupFailure {
  return new CleanupFailure('InvalidInput', message, { details: { field } });
}
