import type { Tally } from '../../activities/dry-run/contract.ts';
import { sum } from '../../domain/counts.ts';
import { present } from '../../domain/present.ts';
import { count } from '../../domain/wording.ts';
import { failure } from '../durable/failures.ts';
import type { Counting, TooManyUploadsDetails } from './contract.ts';
import { talliedAs, tallySomePages } from './dry-run.ts';
import { continueAsNewIfLong, type Job } from './job.ts';

/**
 * Where the job may abort only so many: counts all that it would abort, as a dry run does, before it aborts any. Fails with
 * TooManyUploads.
 */
export async function refuseTooMany(job: Job): Promise<void> {
  const { maxUploads } = job.request;
  if (maxUploads === undefined) return;
  while (!job.state.counting?.ended) {
    job.state.counting = await countSomePages(job, maxUploads, job.state.counting);
    job.steering.show();
    await continueAsNewIfLong(job);
  }
}

async function countSomePages(
  job: Job,
  maxUploads: number,
  { tally, marker }: Partial<Counting> = {},
): Promise<Counting> {
  const place = { ...present({ tally, marker }), measure: false };
  const counted = await tallySomePages(job, place, 'count before the first abort');
  job.takenByThisRun += uploadsIn(counted.tally) - (tally ? uploadsIn(tally) : 0);
  if (counted.next) return { tally: counted.tally, marker: counted.next, ended: false };
  const selected = talliedAs('selected', counted.tally);
  if (selected > maxUploads) throw tooMany(job, { selected, maxUploads });
  return { ended: true };
}

function uploadsIn({ byPrefix }: Tally): number {
  return sum(byPrefix.flatMap(({ cells }) => cells.map(({ uploads }) => uploads)));
}

function tooMany({ request }: Job, details: TooManyUploadsDetails) {
  const { selected, maxUploads } = details;
  return failure(
    'TooManyUploads',
    `${count(selected)} uploads of ${request.target.bucket} are selected, and maxUploads is ${count(maxUploads)}: none was aborted. ` +
      'Look at them with `s3-cleanup list` or a dry run, then select fewer, or start again with a higher --max-uploads',
    [details],
  );
}
