import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { TASK_QUEUE } from '../domain/job-id.ts';
import type { CleanupInput, SelectingInput } from '../workflows/cleanup/contract.ts';
import type { FleetInput } from '../workflows/fleet/contract.ts';
import { memoOf } from '../workflows/job-memo.ts';
import { type CheckedJob, cleanupJob, fleetJob } from './checked-job.ts';
import { checkConverter } from './connection/check-converter.ts';
import { grpcErrorOf } from './connection/grpc-error.ts';
import { detail } from './description.ts';
import { CleanupFailure } from './failure.ts';
import { priorityOf } from './priority.ts';
import { type CheckedTimes, checkTimes, invalid, type ScheduleTimes } from './schedule/times.ts';
import { firstSearchAttributes } from './search-attributes.ts';

export interface Scheduled {
  scheduleId: string;
  /** False where the schedule was there already. It has been changed to what was asked for. */
  created: boolean;
  /** When it fires next. Empty while it is paused. */
  next: string[];
}

type Options = Omit<ScheduleOptions, 'scheduleId'>;

/** A schedule that has been checked. */
export interface CheckedSchedule {
  job: CheckedJob;
  times: CheckedTimes;
}

/** Throws InvalidInput. */
export function checkedSchedule(input: CleanupInput, times: ScheduleTimes): CheckedSchedule {
  return checkedJob(cleanupJob(input), input, times);
}

/** The same of a fleet. */
export function checkedFleetSchedule(input: FleetInput, times: ScheduleTimes): CheckedSchedule {
  return checkedJob(fleetJob(input), input, times);
}

function checkedJob(job: CheckedJob, { select }: SelectingInput, times: ScheduleTimes): CheckedSchedule {
  const checked = { job, times: checkTimes(times) };
  if ('initiatedBefore' in select) {
    throw invalid('select', 'select must be { olderThan } or { all: true }: one instant says nothing of later nights');
  }
  return checked;
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
    return await createOrChange(client, scheduleId, options);
  } catch (error) {
    throw refusedCron(error, options.spec) ?? error;
  }
}

async function createOrChange(client: Client, scheduleId: string, options: Options): Promise<Scheduled> {
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

/** Only Temporal knows whether the fields of a cron expression make sense. */
function refusedCron(error: unknown, { cronExpressions: [cron] = [] }: Options['spec']): CleanupFailure | undefined {
  const refusal = refusalIn(error);
  if (cron === undefined || refusal === undefined) return undefined;
  return invalid('cron', `cron must make sense to Temporal; it is ${JSON.stringify(cron)}: ${refusal}`, error);
}

/** Of INVALID_ARGUMENT, of which the SDK makes a TypeError where a schedule is created (@temporalio/client, schedule-client.ts). */
function refusalIn(error: unknown): string | undefined {
  const { name, message } = error as Error;
  if (name === 'TypeError') return message;
  const refusal = grpcErrorOf(error);
  return refusal?.code === 3 ? refusal.details : undefined;
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

function optionsOf(client: Client, { job, times }: CheckedSchedule, taskQueue: string): Options {
  const { input } = job;
  return {
    spec: times.spec,
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
    policies: { overlap: ScheduleOverlapPolicy.SKIP, pauseOnFailure: true, catchupWindow: times.catchupWindow },
  };
}

async function nextTimes(schedule: ScheduleHandle): Promise<string[]> {
  const { info, state } = await schedule.describe();
  return state.paused ? [] : info.nextActionTimes.slice(0, 3).map((time) => time.toISOString());
}
