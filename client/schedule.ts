import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { parseDuration } from '../domain/duration.ts';
import type { CleanupInput, Duration } from '../workflows/cleanup/contract.ts';
import { detail, summarize } from './description.ts';
import { CleanupFailure } from './failure.ts';
import { memoOf } from './memo.ts';
import { firstSearchAttributes } from './search-attributes.ts';

const MINUTE = 60_000;

export interface Scheduled {
  scheduleId: string;
  /** False where the schedule was there already, and has been changed to what was asked for. */
  created: boolean;
  /** When it fires next; empty while it is paused. */
  next: string[];
}

interface Schedule {
  scheduleId: string;
  workflowType: string;
  taskQueue: string;
  input: CleanupInput;
  every: number;
}

/** Milliseconds between two cleanups. Throws InvalidInput. */
export function checkSchedule({ select }: CleanupInput, every: Duration): number {
  const milliseconds = parseDuration(every);
  if (milliseconds === undefined || milliseconds < MINUTE) {
    throw invalid('every', `every must be a duration of a minute or more, such as 24h; it is ${JSON.stringify(every)}`);
  }
  if ('initiatedBefore' in select) {
    throw invalid('select', 'select must be { olderThan } or { all: true }: one instant says nothing of later nights');
  }
  return milliseconds;
}

/** Creates the schedule, or changes the one that is there; whether it is paused stays as it is. */
export async function putSchedule(client: Client, schedule: Schedule): Promise<Scheduled> {
  const { scheduleId } = schedule;
  const options = optionsOf(schedule);
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

/** Fails with NoSuchSchedule. A cleanup that runs goes on. */
export async function deleteSchedule(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new CleanupFailure('NoSuchSchedule', `there is no schedule ${scheduleId}`, { cause: error });
  }
}

function optionsOf({
  scheduleId,
  workflowType,
  taskQueue,
  input,
  every,
}: Schedule): Omit<ScheduleOptions, 'scheduleId'> {
  return {
    spec: { intervals: [{ every }] },
    action: {
      type: 'startWorkflow',
      workflowType,
      taskQueue,
      // Temporal appends the time.
      workflowId: scheduleId,
      args: [input],
      staticSummary: summarize(input),
      staticDetails: detail(input),
      memo: memoOf(input),
      ...firstSearchAttributes(input),
    },
    // One late cleanup does for all that were missed.
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
