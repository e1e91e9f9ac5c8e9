import type { UploadToVerify, VerifiedUploads } from '../../../activities/contract.ts';
import { describePage, inPages } from '../../../domain/pages.ts';
import { present } from '../../../domain/present.ts';
import { activities } from '../../durable/activities.ts';
import { PAGES_AT_ONCE, UPLOADS_POLICY } from '../../durable/policies.ts';
import { dealWithAll } from '../../durable/steering.ts';
import { showingTrouble } from '../../durable/trouble/outage.ts';
import { enterPhase, waitFor } from '../../durable/wait.ts';
import { Window } from '../../durable/window.ts';
import { nextObject } from '../../record/record.ts';
import type { AbortedUpload } from '../contract.ts';
import type { Job } from '../job.ts';
import { noteAnswer, proven, stillThere } from '../ledger.ts';
import { meterFreed, meterUploads } from '../shown/metrics.ts';

/** Lets parts in flight land, then asks of every upload whether anything is left. Answers the upload IDs of what is. */
export async function prove(job: Job, uploads: AbortedUpload[]): Promise<Set<string>> {
  const there = new Set<string>();
  if (uploads.length > 0) {
    await waitFor(job, 'settling', job.request.settle, 'settle: let parts in flight land');
    enterPhase(job, 'verifying');
    const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
    for (const page of inPages(uploads)) window.add(() => provePage(job, page, there));
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
  await dealWithAll(steering, page, async (uploads, limits, failed) => {
    // An activity that ended without an answer may have written its object: the next one writes over it.
    if (state.record && failed === undefined) recorded.record = nextObject(state.record);
    const { verifyUploads } = activities(
      showingTrouble(job.steering.outage, UPLOADS_POLICY),
      `verify ${describePage(uploads)}`,
    );
    const refs = uploads.map(state.record ? toRecord : toVerify);
    const answer = await verifyUploads({ target: request.target, uploads: refs, ...recorded, limits });
    note(job, uploads, answer, there);
    return answer;
  });
}

/** An upload without parts has an empty list as well: that means gone only where the last abort was accepted. */
function toVerify({ key, uploadId, aborts, reason }: AbortedUpload): UploadToVerify {
  return { key, uploadId, ...((aborts === 0 || reason !== '') && { notAborted: true as const }) };
}

/** What the line of the upload says besides. */
function toRecord(upload: AbortedUpload): UploadToVerify {
  const { initiated, bytes, isAlreadyGone, isBack } = upload;
  return { ...toVerify(upload), initiated, ...present({ bytes, isAlreadyGone, isBack }) };
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
