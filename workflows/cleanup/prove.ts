import type { VerifiedUploads } from '../../activities/contract.ts';
import { chunk, spanOf } from '../../domain/pages.ts';
import { activities, countRequests, limitsOf } from '../durable/activities.ts';
import { PAGES_AT_ONCE, UPLOADS } from '../durable/policies.ts';
import { dealWithAll } from '../durable/steering.ts';
import { waitFor } from '../durable/wait.ts';
import { Window } from '../durable/window.ts';
import type { HeldUpload } from './contract.ts';
import type { Job } from './job.ts';
import { hold } from './ledger.ts';
import { enterPhase } from './shown/current-details.ts';
import { meterFreed, meterUploads } from './shown/metrics.ts';

/** Lets parts in flight land, then asks of every upload whether anything is left. What is, remains with the job. */
export async function verify(job: Job, uploads: HeldUpload[]): Promise<void> {
  if (uploads.length > 0 && !job.request.dryRun) {
    await waitFor(job, 'settling', job.request.settle, 'settle: let parts in flight land');
    await listPartsOfAll(job, uploads);
  }
  job.inHand = 0;
  meterFreed(job);
  job.state.round = job.state.remaining.length === 0 ? 0 : job.state.round + 1;
}

async function listPartsOfAll(job: Job, uploads: HeldUpload[]): Promise<void> {
  enterPhase(job, 'verifying');
  const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  for (const page of chunk(uploads)) window.add(() => verifyPage(job, page));
  await window.finished();
  enterPhase(job, 'cleaning');
}

async function verifyPage(job: Job, page: HeldUpload[]): Promise<void> {
  await dealWithAll(job, page, async (uploads) => {
    const { verifyUploads } = activities(UPLOADS, `verify ${spanOf(uploads)}`);
    const refs = uploads.map(({ key, uploadId }) => ({ key, uploadId }));
    const answer = await verifyUploads({ target: job.request.target, uploads: refs, limits: limitsOf(job) });
    note(job, uploads, answer);
    return answer;
  });
}

function note(job: Job, uploads: HeldUpload[], { remaining, left = [], requests }: VerifiedUploads): void {
  countRequests(job, requests);
  job.inHand -= uploads.length - left.length;
  meterUploads('gone', uploads.length - left.length - remaining.length);
  for (const { index, reason } of remaining) {
    const upload = uploads[index];
    if (upload) hold(job, { ...upload, reason: whyItRemains(upload, reason) });
  }
}

/** Parts that remain because the abort was refused are the abort's problem. */
function whyItRemains(upload: HeldUpload, reason: string): string {
  return reason === 'PartsRemain' ? upload.reason || reason : `ListParts: ${reason}`;
}
