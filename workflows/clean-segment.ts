import { abortWhileListing } from './abort-while-listing.ts';
import type { Job } from './job.ts';
import { verify } from './verify.ts';

/** Aborts what the next stretch of the listing shows, gives it time to settle, and verifies it. */
export async function cleanSegment(job: Job): Promise<void> {
  const segment = await abortWhileListing(job);
  await verify(job, segment);
}
