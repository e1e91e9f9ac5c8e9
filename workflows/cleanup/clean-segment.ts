import type { UploadPage } from '../../activities/contract.ts';
import type { Job } from './job.ts';
import { verify } from './prove.ts';
import { abortWhileListing } from './segment.ts';

/** Aborts what the next stretch of the listing shows, gives it time to settle, and verifies it. `first` is its first page. */
export async function cleanSegment(job: Job, first?: UploadPage): Promise<void> {
  const segment = await abortWhileListing(job, first);
  await verify(job, segment);
}
