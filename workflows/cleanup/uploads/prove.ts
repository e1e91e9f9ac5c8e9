import type { UploadToVerify, VerifiedUploads } from '../../../activities/contract.ts';
import { describePage, inPages } from '../../../domain/pages.ts';
import { activities } from '../../durable/activities.ts';
import { PAGES_AT_ONCE, UPLOADS_POLICY } from '../../durable/policies.ts';
import { dealWithAll, limitsOf } from '../../durable/steering.ts';
import { enterPhase, waitFor } from '../../durable/wait.ts';
import { Window } from '../../durable/window.ts';
import type { AbortedUpload } from '../contract.ts';
import type { Job } from '../job.ts';
import { noteAnswer, proven, stillThere } from '../ledger.ts';
import { showingTrouble } from '../outage.ts';
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
  await dealWithAll(job.steering, page, async (uploads) => {
    const { verifyUploads } = activities(showingTrouble(job, UPLOADS_POLICY), `verify ${describePage(uploads)}`);
    const refs = uploads.map(toVerify);
    const answer = await verifyUploads({ target: job.request.target, uploads: refs, limits: limitsOf(job.steering) });
    note(job, uploads, answer, there);
    return answer;
  });
}

/** An upload without parts has an empty list as well: that means gone only where the last abort was accepted. */
function toVerify({ key, uploadId, aborts, reason }: AbortedUpload): UploadToVerify {
  return { key, uploadId, ...((aborts === 0 || reason !== '') && { notAborted: true as const }) };
}

function note(job: Job, uploads: AbortedUpload[], answer: VerifiedUploads, there: Set<string>): void {
  const { remaining, left = [] } = answer;
  noteAnswer(job, answer);
  const notProven = new Set([...left, ...remaining.map(({ index }) => index)]);
  const gone = uploads.filter((_, index) => !notProven.has(index));
  proven(job, gone);
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
