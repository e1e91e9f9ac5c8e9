import { TemporalFailure } from '@temporalio/common';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import type { LogOptions } from './log-format.ts';

/** The fields that are logged. Whatever else Temporal knows of a task, such as its input, stays out of the log. */
const FIELDS = [
  'namespace',
  'taskQueue',
  'workflowType',
  'workflowId',
  'activityType',
  'activityId',
  'attempt',
  'bucket',
  'operation',
  'code',
  'uploads',
  'requests',
  'throttled',
  'seconds',
  'state',
] as const;

/** The log of a worker. Each entry is one line. */
export function createWorkerLog({ logLevel, logFormat }: LogOptions, write: (line: string) => void): DefaultLogger {
  const level = logLevel.toUpperCase() as Uppercase<LogOptions['logLevel']>;
  return new DefaultLogger(level, (entry) => write(logFormat === 'json' ? asJson(entry) : asText(entry)));
}

function asJson({ timestampNanos, level, message, meta }: LogEntry): string {
  const error = errorOf(meta);
  return JSON.stringify({
    time: new Date(Number(timestampNanos / 1_000_000n)).toISOString(),
    level: level.toLowerCase(),
    message,
    ...fieldsOf(meta),
    ...(error !== undefined && { error: describe(error) }),
  });
}

/** `warn: Activity failed (SlowDown on …) [s3-cleanup/photos abortUploads]` */
function asText({ level, message, meta }: LogEntry): string {
  const { workflowId, activityType, namespace: _, taskQueue: __, workflowType: ___, ...fields } = fieldsOf(meta);
  const { runId: ____, activityId: _____, attempt: ______, ...own } = fields;
  const error = errorOf(meta);
  const about = [workflowId, activityType].filter((name) => name !== undefined);
  const values = Object.entries(own).map(([name, value]) => ` ${name}=${value}`);
  const why = error === undefined ? '' : ` (${error instanceof Error ? error.message : error})`;
  return `${level.toLowerCase()}: ${message.split('\n', 1)}${values.join('')}${why}${about.length > 0 ? ` [${about.join(' ')}]` : ''}`;
}

function fieldsOf(meta: LogEntry['meta']): Record<string, unknown> {
  const known = (meta ?? {}) as Record<string, unknown>;
  const runId = known.runId ?? known.workflowRunId;
  const fields = FIELDS.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]);
  return { ...Object.fromEntries(fields), ...(runId !== undefined && { runId }) };
}

function errorOf(meta: LogEntry['meta']): unknown {
  return (meta as { error?: unknown } | undefined)?.error;
}

/** The message of our own failures is enough. Any other error needs its stack. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  if (!(error instanceof TemporalFailure)) return { type: name, message, stack };
  return { type: (error as { type?: string | null }).type ?? name, message };
}
