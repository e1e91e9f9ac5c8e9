import type { UploadToVerify, VerifiedUploads } from '../../../activities/contract.ts';
import { describePage, inPages } from '../../../domain/pages.ts';
import { present } from '../../../domain/present.ts';
import { nameOf } from '../../../domain/upload.ts';
import { activities } from '../../durable/activities.ts';
import { UPLOADS_POLICY } from '../../durable/policies.ts';
import { dealWithAll } from '../../durable/steering.ts';
import { showingTrouble } from '../../durable/trouble/outage.ts';
import { enterPhase, waitFor } from '../../durable/wait.ts';
import { nextObject } from '../../record/record.ts';
import { noteAnswer } from '../account/answers.ts';
import { proven, stillThere } from '../account/verbs.ts';
import type { AbortedUpload } from '../contract.ts';
import type { Job } from '../job.ts';
import { meterFreed, meterUploads } from '../shown/metrics.ts';
import { told } from './listed.ts';
import { PageWindow } from './page-window.ts';

/** Lets parts in flight land, then asks of every upload whether anything is left. Answers the upload IDs of what is. */
export async function prove(job: Job, uploads: AbortedUpload[]): Promise<Set<string>> {
  const there = new Set<string>();
  if (uploads.length > 0) {
    await waitFor(job, 'settling', job.request.settle, 'settle: let parts in flight land');
    enterPhase(job, 'verifying');
    const window = new PageWindow(job);
    for (const page of inPages(uploads)) window.add(page, (part) => provePage(job, part, there));
    await window.finished();
    enterPhase(job, 'cleaning');
  }
  meterFreed(job);
  job.state.round = job.state.remaining.length === 0 ? 0 : job.state.round + 1;
  return there;
}

async function provePage(job: Job, page: AbortedUpload[], there: Set<string>): Promise<void> {
  const { request, state, steering } = job;
  const recorded: { record?: string } = {};
  await dealWithAll(steering, page, async (uploads, limits) => {
    // An activity that ended without an answer may have written its object: the next one writes over it.
    if (state.record) recorded.record ??= nextObject(state.record);
    const { verifyUploads } = activities(
      showingTrouble(job.steering.outage, UPLOADS_POLICY),
      `verify ${describePage(uploads)}`,
    );
    const named = state.record
      ? told<UploadToVerify>(job, uploads, nameOf, moreToRecord)
      : told(job, uploads, toVerify, notAborted);
    const answer = await verifyUploads({ target: request.target, uploads: named, ...recorded, limits });
    delete recorded.record;
    note(job, uploads, answer, there);
    return answer;
  });
}

function toVerify({ key, uploadId }: AbortedUpload): UploadToVerify {
  return { key, uploadId };
}

/** An upload without parts has an empty list as well: that means gone only where the last abort was accepted. */
function notAborted({ aborts, reason }: AbortedUpload): Partial<UploadToVerify> | undefined {
  return aborts === 0 || reason !== '' ? { notAborted: true } : undefined;
}

/** What the line of the upload says besides. */
function moreToRecord(upload: AbortedUpload): Partial<UploadToVerify> | undefined {
  const { bytes, isAlreadyGone, isBack } = upload;
  const more = { ...notAborted(upload), ...present({ bytes, isAlreadyGone, isBack }) };
  return Object.keys(more).length > 0 ? more : undefined;
}

function note(job: Job, uploads: AbortedUpload[], answer: VerifiedUploads, there: Set<string>): void {
  const { remaining, left = [] } = answer;
  noteAnswer(job, answer);
  const notProven = new Set([...left, ...remaining.map(({ index }) => index)]);
  const gone = uploads.filter((_, index) => !notProven.has(index));
  proven(job, gone);
  if (job.state.record) job.state.record.lines += gone.length;
  meterUploads('gone', gone.length);
  for (const { index, reason } of remaining) {
    const upload = uploads[index];
    if (!upload) continue;
    if (reason === 'PartsRemain') there.add(upload.uploadId);
    stillThere(job, { ...upload, reason: whyItRemains(upload, reason) });
  }
}

/** Parts that remain because the abort was refused are the abort's problem. */
function whyItRemains(upload: AbortedUpload, reason: string): string {
  return reason === 'PartsRemain' ? upload.reason || reason : `ListParts: ${reason}`;
}
