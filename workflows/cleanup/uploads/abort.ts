import type { AbortedUploads, Limits, UploadToAbort } from '../../../activities/contract.ts';
import { describePage, inPages } from '../../../domain/pages.ts';
import { present } from '../../../domain/present.ts';
import { nameOf } from '../../../domain/upload.ts';
import { activities } from '../../durable/activities.ts';
import { progressOf } from '../../durable/failures.ts';
import { UPLOADS_POLICY } from '../../durable/policies.ts';
import { dealWithAll } from '../../durable/steering.ts';
import { showingTrouble } from '../../durable/trouble/outage.ts';
import { noteAnswer } from '../account/answers.ts';
import { aborted, kept, keptCompleted, refused, takeRemaining } from '../account/verbs.ts';
import type { AbortedUpload } from '../contract.ts';
import { countKeptBehind, type Kept, type WhyKept } from '../cursor.ts';
import type { Job } from '../job.ts';
import { keptWhere, selectionOf } from '../listing.ts';
import { meterUploads } from '../shown/metrics.ts';
import { told } from './listed.ts';
import { PageWindow } from './page-window.ts';

/** When the listing of the pass has ended: aborts every remaining upload once more, and answers those that are not kept. */
export async function abortAgain(job: Job): Promise<AbortedUpload[]> {
  const uploads = takeRemaining(job);
  const window = new PageWindow(job);
  const all: Kept = new Map();
  for (const page of inPages(uploads)) {
    window.add(page, async (part) => {
      for (const [upload, why] of await abortPage(job, part)) all.set(upload, why);
    });
  }
  await window.finished();
  countKeptBehind(job, all);
  return uploads.filter((upload) => !all.has(upload));
}

/** One abort for each upload of a page; notes in the uploads what S3 refused. Answers those that are kept. */
export async function abortPage(job: Job, page: AbortedUpload[]): Promise<Kept> {
  let isFirst = page.every(({ aborts }) => aborts === 0);
  const all: Kept = new Map();
  await dealWithAll(job.steering, page, async (uploads, limits, failed) => {
    const answer = await abortOnce(job, uploads, limits, failed);
    // An activity that ended without an answer may be the one that aborted them, also what the next one left.
    isFirst &&= failed === undefined;
    for (const [upload, why] of note(job, uploads, answer, isFirst)) all.set(upload, why);
    return answer;
  });
  return all;
}

function abortOnce(job: Job, page: AbortedUpload[], limits: Limits, failed: unknown): Promise<AbortedUploads> {
  const { request, state } = job;
  const { target } = request;
  const { abortUploads } = activities(
    showingTrouble(job.steering.outage, UPLOADS_POLICY),
    `abort ${describePage(page)}`,
  );
  const uploads = told<UploadToAbort>(job, page, nameOf, (upload) => moreToAbort(upload, request));
  const selection = selectionOf(request);
  const recorded = state.record && { tellsGone: true };
  const before = present({ before: progressOf(failed) });
  return abortUploads({ target, uploads, selection, ...keptWhere(request), ...recorded, ...before, limits });
}

/** What may be kept is told what is ours already. */
function moreToAbort(
  { aborts, isBack }: AbortedUpload,
  { activeSince, keepCompleted }: Job['request'],
): Partial<UploadToAbort> | undefined {
  if (aborts === 0 || (activeSince === undefined && keepCompleted === 'never')) return undefined;
  return { isOurs: true, ...(isBack && keepCompleted !== 'never' && { isBack: true as const }) };
}

function note(job: Job, uploads: AbortedUpload[], answer: AbortedUploads, isFirst: boolean): Kept {
  const { alreadyGone, goneAt = [], active = [], completed = [], unknown = [], problems, left = [] } = answer;
  noteAnswer(job, answer);
  const notAborted = new Set([...active, ...completed, ...left, ...problems.map(({ index }) => index)]);
  const accepted = uploads.filter((_, index) => !notAborted.has(index));
  meterUploads('reaborted', aborted(job, accepted, isFirst ? alreadyGone : 0));
  meterUploads('aborted', accepted.length);
  const at = (positions: number[]) => positions.flatMap((index) => uploads[index] ?? []);
  if (isFirst) for (const upload of at(goneAt)) upload.isAlreadyGone = true;
  kept(job, at(active), unknown);
  // Before those that nobody could look at: of these, one is rather what the pass before kept, unless that is here.
  keptCompleted(job, at(completed));
  for (const { index, reason, operation } of problems) {
    const upload = uploads[index];
    if (upload) refused(job, upload, reason, operation);
  }
  const why = (reason: WhyKept) => (upload: AbortedUpload) => [upload, reason] as const;
  return new Map([...at(active).map(why('active')), ...at(completed).map(why('completed'))]);
}
