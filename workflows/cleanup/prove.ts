import type { VerifiedUploads } from '../../activities/contract.ts';
import { describePage, inPages } from '../../domain/pages.ts';
import { activities } from '../durable/activities.ts';
import { PAGES_AT_ONCE, UPLOADS_POLICY } from '../durable/policies.ts';
import { dealWithAll, limitsOf } from '../durable/steering.ts';
import { enterPhase, waitFor } from '../durable/wait.ts';
import { Window } from '../durable/window.ts';
import type { AbortedUpload } from './contract.ts';
import type { Job } from './job.ts';
import { countRequests, stillThere } from './ledger.ts';
import { meterFreed, meterUploads } from './shown/metrics.ts';

/** Lets parts in flight land, then asks of every upload whether anything is left. What is, remains with the job. */
export async function prove(job: Job, uploads: AbortedUpload[]): Promise<void> {
  if (uploads.length > 0 && !job.request.dryRun) {
    await waitFor(job, 'settling', job.request.settle, 'settle: let parts in flight land');
    await listPartsOfAll(job, uploads);
  }
  job.awaitingProof = 0;
  meterFreed(job);
  job.state.round = job.state.remaining.length === 0 ? 0 : job.state.round + 1;
}

async function listPartsOfAll(job: Job, uploads: AbortedUpload[]): Promise<void> {
  enterPhase(job, 'verifying');
  const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  for (const page of inPages(uploads)) window.add(() => provePage(job, page));
  await window.finished();
  enterPhase(job, 'cleaning');
}

async function provePage(job: Job, page: AbortedUpload[]): Promise<void> {
  await dealWithAll(job.steering, page, async (uploads) => {
    const { verifyUploads } = activities(UPLOADS_POLICY, `verify ${describePage(uploads)}`);
    const refs = uploads.map(({ key, uploadId }) => ({ key, uploadId }));
    const answer = await verifyUploads({ target: job.request.target, uploads: refs, limits: limitsOf(job.steering) });
    note(job, uploads, answer);
    return answer;
  });
}

function note(job: Job, uploads: AbortedUpload[], { remaining, left = [], requests }: VerifiedUploads): void {
  countRequests(job, requests);
  job.awaitingProof -= uploads.length - left.length;
  meterUploads('gone', uploads.length - left.length - remaining.length);
  for (const { index, reason } of remaining) {
    const upload = uploads[index];
    if (upload) stillThere(job, { ...upload, reason: whyItRemains(upload, reason) });
  }
}

/** Parts that remain because the abort was refused are the abort's problem. */
function whyItRemains(upload: AbortedUpload, reason: string): string {
  return reason === 'PartsRemain' ? upload.reason || reason : `ListParts: ${reason}`;
}
