import type { UploadPage } from '../../activities/contract.ts';
import { inPages } from '../../domain/pages.ts';
import { PAGES_BEFORE_DRAINING } from '../durable/policies.ts';
import { countInitiators } from './account/answers.ts';
import { selected, takeRemaining } from './account/verbs.ts';
import type { AbortedUpload } from './contract.ts';
import { goOnAfter, isKept, type Segment } from './cursor.ts';
import { isTimeUp } from './give-up.ts';
import { isLong, type Job } from './job.ts';
import { listPage } from './listing.ts';
import { meterUploads } from './shown/metrics.ts';
import { abortPage } from './uploads/abort.ts';
import { place } from './uploads/listed.ts';
import { measure } from './uploads/measure.ts';
import { PageWindow } from './uploads/page-window.ts';
import { prove } from './uploads/prove.ts';

/** Aborts what the next stretch of the listing shows, and proves it gone. `first` is its first page, where it is known. */
export async function cleanNextStretch(job: Job, first?: UploadPage): Promise<void> {
  const { account } = job.state;
  const { selected: known } = account;
  const segment = await abortWhileListing(job, first);
  const { gone } = account;
  const there = await prove(job, segment.uploads);
  // What comes back for ever is proven for ever, and who writes for ever is selected for ever.
  const hasGrown = account.gone > gone || account.selected > known;
  goOnAfter(job, segment, there, hasGrown && !isTimeUp(job));
}

/**
 * Lists on from where the job stands and aborts every upload it finds, several pages at once, until the listing ends
 * or history has grown long. What remains from before is aborted along with it.
 */
async function abortWhileListing(job: Job, first?: UploadPage): Promise<Segment> {
  const taken = new Set(job.state.remaining.map(({ uploadId }) => uploadId));
  // When the time to give up has come, the pass goes on to its end, and what remains is left.
  const remaining = isTimeUp(job) ? [] : takeRemaining(job);
  const kept = { active: new Set<string>(), completed: new Set<string>() };
  const segment: Segment = { pages: [], uploads: [], before: remaining, taken, ...kept, lost: false };
  const window = new PageWindow(job);
  for (const page of inPages(remaining)) window.add(page, (part) => abortAll(job, segment, part));
  try {
    let page = first ?? (await listPage(job, job.state.listing.marker));
    segment.lost = page === undefined;
    while (page) {
      const more: boolean = page.next !== undefined && mayTakeMore(job, segment, page);
      // One page ahead: S3 may refuse a marker whose upload is aborted.
      const ahead: UploadPage | undefined = more ? await listPage(job, page.next) : undefined;
      segment.lost = more && ahead === undefined;
      take(job, segment, window, page);
      page = ahead;
    }
  } finally {
    await window.finished();
  }
  return segment;
}

function mayTakeMore({ takenByThisRun, request }: Job, { pages }: Segment, page: UploadPage): boolean {
  const taken = takenByThisRun + page.uploads.length;
  return pages.length < PAGES_BEFORE_DRAINING && !isLong({ takenByThisRun: taken, request });
}

function take(job: Job, segment: Segment, window: PageWindow, page: UploadPage): void {
  segment.pages.push(page);
  job.takenByThisRun += page.uploads.length;
  meterUploads('listed', page.uploads.length + page.keptYoung);
  const fresh = page.uploads.filter(({ uploadId }) => !segment.taken.has(uploadId));
  for (const { uploadId } of fresh) segment.taken.add(uploadId);
  if (fresh.length === 0) return;
  const uploads = selected(job, fresh);
  place(uploads, fresh, page);
  window.add(uploads, async (part) => {
    await measure(job, part);
    await abortAll(job, segment, part);
    const isTaken = ({ uploadId, isBack }: AbortedUpload) => !isBack && !isKept(segment, uploadId);
    countInitiators(job, page, part.filter(isTaken));
  });
}

/** Aborts what is not kept, and notes what is. */
async function abortAll(job: Job, segment: Segment, uploads: AbortedUpload[]): Promise<void> {
  const kept = await abortPage(job, uploads);
  for (const [{ uploadId }, why] of kept) segment[why].add(uploadId);
  segment.uploads.push(...uploads.filter((upload) => !kept.has(upload)));
}
