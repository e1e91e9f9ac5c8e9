import type { AbortedUploads } from '../../../activities/contract.ts';
import { describePage, inPages } from '../../../domain/pages.ts';
import { present } from '../../../domain/present.ts';
import { activities } from '../../durable/activities.ts';
import { PAGES_AT_ONCE, UPLOADS_POLICY } from '../../durable/policies.ts';
import { dealWithAll, limitsOf } from '../../durable/steering.ts';
import { Window } from '../../durable/window.ts';
import type { AbortedUpload } from '../contract.ts';
import type { Job } from '../job.ts';
import { aborted, countRequests, kept, refused, takeRemaining } from '../ledger.ts';
import { selectionOf } from '../listing.ts';
import { meterUploads } from '../shown/metrics.ts';

/** Aborts every remaining upload once more and answers them. */
export async function abortAgain(job: Job): Promise<AbortedUpload[]> {
  const uploads = takeRemaining(job);
  const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  const kept = new Set<AbortedUpload>();
  for (const page of inPages(uploads)) {
    window.add(async () => {
      for (const upload of await abortPage(job, page)) kept.add(upload);
    });
  }
  await window.finished();
  return uploads.filter((upload) => !kept.has(upload));
}

/** One abort for each upload of a page; notes in the uploads what S3 refused. Answers those that are kept. */
export async function abortPage(job: Job, page: AbortedUpload[]): Promise<Set<AbortedUpload>> {
  const isFirst = page.every(({ aborts }) => aborts === 0);
  const active = new Set<AbortedUpload>();
  await dealWithAll(job.steering, page, async (uploads, isRepeated) => {
    const answer = await abortOnce(job, uploads);
    // An activity that ended without an answer may be the one that aborted them.
    for (const upload of note(job, uploads, answer, isFirst && !isRepeated)) active.add(upload);
    return answer;
  });
  return active;
}

function abortOnce({ request, steering }: Job, page: AbortedUpload[]): Promise<AbortedUploads> {
  const { target, activeSince } = request;
  const { abortUploads } = activities(UPLOADS_POLICY, `abort ${describePage(page)}`);
  const uploads = page.map(({ key, uploadId, initiated, aborts }) => ({
    key,
    uploadId,
    initiated,
    ...(activeSince !== undefined && aborts > 0 && { isOurs: true as const }),
  }));
  const selection = selectionOf(request);
  return abortUploads({ target, uploads, selection, ...present({ activeSince }), limits: limitsOf(steering) });
}

function note(
  job: Job,
  uploads: AbortedUpload[],
  { alreadyGone, active = [], unknown = [], problems, left = [], requests }: AbortedUploads,
  isFirst: boolean,
): AbortedUpload[] {
  countRequests(job, requests);
  const notAborted = new Set([...active, ...left, ...problems.map(({ index }) => index)]);
  const accepted = uploads.filter((_, index) => !notAborted.has(index));
  meterUploads('reaborted', aborted(job, accepted, isFirst ? alreadyGone : 0));
  meterUploads('aborted', accepted.length);
  for (const { index, reason } of problems) {
    const upload = uploads[index];
    if (upload) refused(job, upload, reason);
  }
  const keptUploads = active.flatMap((index) => uploads[index] ?? []);
  kept(job, keptUploads, unknown);
  return keptUploads;
}
