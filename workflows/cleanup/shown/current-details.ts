import { ContinueAsNew, isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { Phase } from '../contract.ts';
import { innermost } from '../failures.ts';
import { type Job, statusOf } from '../job.ts';
import { detailsOf } from './details.ts';
import { publish } from './search-attributes.ts';

/** Puts how far the job is on its page in Temporal's UI. No command, so it costs nothing; it ends with the run. */
export function show(job: Job): void {
  const { prefix, target } = job.request;
  const { range } = job.input;
  const subject = {
    bucket: target.bucket,
    ...(prefix === undefined ? {} : { prefix }),
    ...(range === undefined ? {} : { range }),
    isDryRun: job.request.dryRun,
    ranges: Array.from(job.children, ([name, { handle, range }]) => ({
      name,
      workflowId: handle.workflowId,
      ...range,
    })),
    end: job.end,
    now: Date.now(),
  };
  setCurrentDetails(detailsOf(statusOf(job), subject));
}

export function enterPhase(job: Job, phase: Phase): void {
  job.phase = phase;
  show(job);
}

/** How a run ended, and why: on its page and, where that was asked for, in the list of workflows. */
export function showEnd(job: Job, how: string, message?: string): void {
  job.end = { how, ...(message === undefined ? {} : { message }) };
  enterPhase(job, 'done');
  publish(job, how);
}

export function showFailure(job: Job, error: unknown): void {
  const failure = innermost(error);
  if (error instanceof ContinueAsNew) showContinued(job);
  else if (isCancellation(error)) showEnd(job, 'cancelled');
  else showEnd(job, failure?.type ?? 'failed', failure?.message);
}

function showContinued(job: Job): void {
  job.end = { how: 'continued as a new run' };
  show(job);
}
