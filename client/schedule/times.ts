import type { ScheduleOptions } from '@temporalio/client';
import { parseDuration } from '../../domain/duration.ts';
import { present } from '../../domain/present.ts';
import type { Duration } from '../../workflows/cleanup/contract.ts';
import { CleanupFailure } from '../failure.ts';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** When a schedule fires: by exactly one of `every` and `cron`. */
export interface ScheduleTimes {
  /** From one job to the next, counted from midnight UTC; a minute at least. */
  every?: Duration;
  /** As cron has it, in UTC: `0 3 * * 0`. */
  cron?: string;
  /** Each job begins up to so much later, at random, so that not all begin at once. Default: none. */
  jitter?: Duration;
}

/** The same, checked. */
export interface CheckedTimes {
  spec: ScheduleOptions['spec'];
  /** In milliseconds: how late a job may make up for one that was missed. */
  catchupWindow: number;
}

/** Throws InvalidInput. */
export function checkTimes({ every, cron, jitter }: ScheduleTimes): CheckedTimes {
  if ((every === undefined) === (cron === undefined)) {
    throw invalid('every', 'every or cron must be given, and not both: 24h, or "0 3 * * *"');
  }
  const late = present({ jitter: jitter === undefined ? undefined : jitterOf(jitter) });
  if (cron !== undefined) return { spec: { cronExpressions: [cronOf(cron)], ...late }, catchupWindow: WEEK };
  const milliseconds = intervalOf(every);
  return { spec: { intervals: [{ every: milliseconds }], ...late }, catchupWindow: milliseconds };
}

function intervalOf(every: unknown): number {
  const milliseconds = parseDuration(every);
  if (milliseconds !== undefined && milliseconds >= MINUTE) return milliseconds;
  throw invalid('every', `every must be a duration of a minute or more, such as 24h; it is ${JSON.stringify(every)}`);
}

/** Temporal takes 5 to 7 fields, a name such as @daily, and a time zone before them; whether each field makes sense is for it to say. */
function cronOf(cron: unknown): string {
  const fields = typeof cron === 'string' ? cron.trim().replace(/^(CRON_)?TZ=\S+\s+/, '') : '';
  if (/^(@[a-z]+|\S+(\s+\S+){4,6})$/.test(fields)) return (cron as string).trim();
  throw invalid('cron', `cron must have five fields, such as "0 3 * * *"; it is ${JSON.stringify(cron)}`);
}

function jitterOf(jitter: unknown): number {
  const milliseconds = parseDuration(jitter);
  if (milliseconds !== undefined) return milliseconds;
  throw invalid('jitter', `jitter must be a duration such as 30m; it is ${JSON.stringify(jitter)}`);
}

export function invalid(field: string, message: string, cause?: unknown): CleanupFailure {
  return new CleanupFailure('InvalidInput', message, { details: { field }, cause });
}
