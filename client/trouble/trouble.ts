import { printable, span } from '../../domain/wording.ts';
import type { Trouble as Told } from '../../workflows/cleanup/contract.ts';

/** Why a job makes no progress. */
export type Trouble =
  /** Nobody answers on the task queue; `lastPolledAt` is null when nobody polled it in the last 5 minutes. */
  | { kind: 'no-worker'; taskQueue: string; lastPolledAt: string | null }
  /** An activity failed and will be tried again. During an outage of S3, that goes on for as long as the job allows. */
  | { kind: 'retrying'; activity: string; message: string; attempt: number; nextAttemptAt: string | null }
  /** The job itself says so: no request of its own, or of a child, gets through. */
  | { kind: 'outage'; type: string; message: string; since: string }
  /** The worker cannot run the workflow's code; its log says why. */
  | { kind: 'workflow-task-failing'; attempt: number }
  | { kind: 'temporal-unreachable'; message: string };

/** The trouble that the status of a job tells of. */
export function toldIn(status: { trouble?: Told } | null): Trouble | null {
  if (!status?.trouble) return null;
  const { type, message, since } = status.trouble;
  return { kind: 'outage', type, message, since };
}

/** One sentence for people: what is wrong, and what they can do about it. `now` in epoch milliseconds. */
export function explainTrouble(trouble: Trouble, now: number): string {
  switch (trouble.kind) {
    case 'no-worker':
      return explainNoWorker(trouble.taskQueue, trouble.lastPolledAt, now);
    case 'retrying': {
      const next = trouble.nextAttemptAt ? Math.max(0, -secondsSince(now, trouble.nextAttemptAt)) : 0;
      const when = next > 0 ? `next try in ${next} s` : 'trying now';
      // What changes comes first because the message may be cut off.
      return `attempt ${trouble.attempt}, ${when}: ${trouble.activity}: ${printable(trouble.message)}`;
    }
    case 'outage':
      return `in trouble for ${span(now - Date.parse(trouble.since))}: ${printable(trouble.message)}`;
    case 'workflow-task-failing':
      return `the worker cannot run the workflow (attempt ${trouble.attempt}): its log says why`;
    case 'temporal-unreachable':
      return `Temporal does not answer (${trouble.message}): trying again`;
  }
}

/** A poll lasts a minute. A worker that polled within the last one is busy, or has ended. */
function explainNoWorker(taskQueue: string, lastPolledAt: string | null, now: number): string {
  const seconds = lastPolledAt === null ? Number.POSITIVE_INFINITY : secondsSince(now, lastPolledAt);
  if (seconds < 60) return `the worker that polled task queue ${taskQueue} ${seconds} s ago has not answered yet`;
  return `no worker is polling task queue ${taskQueue}: start one with \`s3-cleanup worker\``;
}

function secondsSince(now: number, past: string): number {
  return Math.round((now - Date.parse(past)) / 1_000);
}
