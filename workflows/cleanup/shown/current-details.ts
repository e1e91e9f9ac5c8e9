import { ContinueAsNew, setCurrentDetails } from '@temporalio/workflow';
import { present } from '../../../domain/present.ts';
import { endOf, type JobEnd } from '../../durable/failures.ts';
import { enterPhase } from '../../durable/wait.ts';
import type { Job } from '../job.ts';
import { detailsOf } from './details.ts';
import { publish } from './search-attributes.ts';
import { statusOf } from './status.ts';

/** Puts how far the job is on its page in Temporal's UI. No command, so it costs nothing; it ends with the run. */
export function show(job: Job): void {
  const { prefix, target, dryRun } = job.request;
  const ranges = Array.from(job.ranges, ([name, range]) => {
    const workflowId = job.steering.children.get(name)?.workflowId ?? name;
    return { name, workflowId, ...range };
  });
  const subject = {
    bucket: target.bucket,
    ...present({ prefix, range: job.input.range }),
    isDryRun: dryRun,
    ranges,
    end: job.end,
    now: Date.now(),
  };
  setCurrentDetails(detailsOf(statusOf(job), subject));
}

/** How a job ended, and why: on its page and, where that was asked for, in the list of workflows. */
export function showEnd(job: Job, end: JobEnd): void {
  job.end = end;
  enterPhase(job, 'done');
  publish(job, end.how);
}

/** A run that continues as a new one has not ended the job. */
export function showFailure(job: Job, error: unknown): void {
  if (error instanceof ContinueAsNew) {
    job.end = endOf(error);
    show(job);
  } else {
    showEnd(job, endOf(error));
  }
}
