import type { AbortedUploads } from '../../activities/contract.ts';
import { chunk, spanOf } from '../../domain/pages.ts';
import { activities, countRequests, limitsOf } from '../durable/activities.ts';
import { PAGES_AT_ONCE, UPLOADS } from '../durable/policies.ts';
import { dealWithAll } from '../durable/steering.ts';
import { Window } from '../durable/window.ts';
import type { HeldUpload } from './contract.ts';
import type { Job } from './job.ts';
import { countReaborted } from './ledger.ts';
import { meterUploads } from './shown/metrics.ts';

/** Aborts every remaining upload once more and answers them. */
export async function abortAgain(job: Job): Promise<HeldUpload[]> {
  const uploads = takeRemaining(job);
  const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  for (const page of chunk(uploads)) window.add(() => abortPage(job, page));
  await window.finished();
  return uploads;
}

/** Moves what remains into the hands of this round. */
export function takeRemaining(job: Job): HeldUpload[] {
  const uploads = job.state.remaining;
  job.state.remaining = [];
  job.inHand += uploads.length;
  return uploads;
}

/** One abort for each upload of a page; notes in the uploads what S3 refused. */
export async function abortPage(job: Job, page: HeldUpload[]): Promise<void> {
  const isFirst = page.every(({ aborts }) => aborts === 0);
  await dealWithAll(job, page, async (uploads, isRepeated) => {
    const answer = await abortOnce(job, uploads);
    // An activity that ended without an answer may be the one that aborted them.
    if (isFirst && !isRepeated) job.state.alreadyGone += answer.alreadyGone;
    note(job, uploads, answer);
    return answer;
  });
}

function abortOnce(job: Job, page: HeldUpload[]): Promise<AbortedUploads> {
  const { target, initiatedBefore } = job.request;
  const { abortUploads } = activities(UPLOADS, `abort ${spanOf(page)}`);
  const uploads = page.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
  const cutOff = initiatedBefore === undefined ? {} : { initiatedBefore };
  return abortUploads({ target, uploads, ...cutOff, limits: limitsOf(job) });
}

function note(job: Job, uploads: HeldUpload[], { problems, left, requests }: AbortedUploads): void {
  countRequests(job, requests);
  const notDone = new Set(left);
  const tried = uploads.filter((_, index) => !notDone.has(index));
  for (const upload of tried) {
    upload.aborts += 1;
    upload.reason = '';
  }
  meterUploads('reaborted', countReaborted(job, tried));
  meterUploads('aborted', tried.length - problems.length);
  for (const { index, reason } of problems) {
    const upload = uploads[index];
    if (upload) upload.reason = `AbortMultipartUpload: ${reason}`;
  }
}
