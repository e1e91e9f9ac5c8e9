import type { AbortedUploads } from '../../activities/contract.ts';
import { describePage, inPages } from '../../domain/pages.ts';
import { present } from '../../domain/present.ts';
import { activities } from '../durable/activities.ts';
import { PAGES_AT_ONCE, UPLOADS_POLICY } from '../durable/policies.ts';
import { dealWithAll, limitsOf } from '../durable/steering.ts';
import { Window } from '../durable/window.ts';
import type { AbortedUpload } from './contract.ts';
import type { Job } from './job.ts';
import { countReaborted, countRequests, takeRemaining } from './ledger.ts';
import { meterUploads } from './shown/metrics.ts';

/** Aborts every remaining upload once more and answers them. */
export async function abortAgain(job: Job): Promise<AbortedUpload[]> {
  const uploads = takeRemaining(job);
  const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  for (const page of inPages(uploads)) window.add(() => abortPage(job, page));
  await window.finished();
  return uploads;
}

/** One abort for each upload of a page; notes in the uploads what S3 refused. */
export async function abortPage(job: Job, page: AbortedUpload[]): Promise<void> {
  const isFirst = page.every(({ aborts }) => aborts === 0);
  await dealWithAll(job.steering, page, async (uploads, isRepeated) => {
    const answer = await abortOnce(job, uploads);
    // An activity that ended without an answer may be the one that aborted them.
    if (isFirst && !isRepeated) job.state.alreadyGone += answer.alreadyGone;
    note(job, uploads, answer);
    return answer;
  });
}

function abortOnce({ request, steering }: Job, page: AbortedUpload[]): Promise<AbortedUploads> {
  const { target, initiatedBefore } = request;
  const { abortUploads } = activities(UPLOADS_POLICY, `abort ${describePage(page)}`);
  const uploads = page.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
  return abortUploads({ target, uploads, ...present({ initiatedBefore }), limits: limitsOf(steering) });
}

function note(job: Job, uploads: AbortedUpload[], { problems, left, requests }: AbortedUploads): void {
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
