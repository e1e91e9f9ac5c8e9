import type { UploadPage } from '../../activities/contract.ts';
import { inPages } from '../../domain/pages.ts';
import type { Upload } from '../../domain/upload.ts';
import { PAGES_AT_ONCE, PAGES_BEFORE_DRAINING } from '../durable/policies.ts';
import { Window } from '../durable/window.ts';
import { abortPage } from './abort.ts';
import type { AbortedUpload } from './contract.ts';
import { inspect } from './inspect.ts';
import { isLong, type Job } from './job.ts';
import { countFound, countInitiators, countSelected, isKnown, noteListedAgain, takeRemaining } from './ledger.ts';
import { listPage, placeAfter, type TakenPage } from './listing.ts';
import { prove } from './prove.ts';
import { meterUploads } from './shown/metrics.ts';

/** Aborts what the next stretch of the listing shows, and proves it gone. `first` is its first page, where it is known. */
export async function cleanNextStretch(job: Job, first?: UploadPage): Promise<void> {
  const uploads = await abortWhileListing(job, first);
  await prove(job, uploads);
}

/**
 * Lists on from where the job stands and aborts every upload it finds, several pages at once, until the listing ends
 * or history has grown long. What remains from before is aborted along with it. Answers all that was aborted.
 */
async function abortWhileListing(job: Job, first?: UploadPage): Promise<AbortedUpload[]> {
  const segment = openSegment(job);
  let lost = false;
  try {
    let page = first ?? (await listPage(job, job.state.listing.marker));
    lost = page === undefined;
    while (page) {
      const more: boolean = page.next !== undefined && mayTakeMore(job, segment, page);
      // One page ahead: S3 may refuse a marker whose upload is aborted.
      const ahead: UploadPage | undefined = more ? await listPage(job, page.next) : undefined;
      lost = more && ahead === undefined;
      take(job, segment, page);
      page = ahead;
    }
  } finally {
    await segment.window.finished();
  }
  job.state.listing = placeAfter(job, segment.pages, lost);
  return segment.uploads;
}

interface Segment {
  uploads: AbortedUpload[];
  /** Upload IDs of what remained from before: the listing shows them again. */
  carried: Set<string>;
  pages: TakenPage[];
  window: Window;
}

function openSegment(job: Job): Segment {
  const uploads = takeRemaining(job);
  const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  for (const page of inPages(uploads)) window.add(() => abortPage(job, page));
  return { uploads, carried: new Set(uploads.map(({ uploadId }) => uploadId)), pages: [], window };
}

function mayTakeMore({ takenByThisRun, request }: Job, { pages }: Segment, page: UploadPage): boolean {
  const taken = takenByThisRun + page.uploads.length;
  return pages.length < PAGES_BEFORE_DRAINING && !isLong({ takenByThisRun: taken, request });
}

function take(job: Job, segment: Segment, page: UploadPage): void {
  const taken: TakenPage = { page, active: [] };
  segment.pages.push(taken);
  job.takenByThisRun += page.uploads.length;
  meterUploads('listed', page.uploads.length + page.keptYoung);
  if (page.uploads.length > 0) segment.window.add(() => abortIdle(job, segment, taken));
}

/** Aborts the uploads of a page that nobody is writing. */
async function abortIdle(job: Job, segment: Segment, taken: TakenPage): Promise<void> {
  const { page } = taken;
  const fresh = page.uploads.filter(({ uploadId }) => !segment.carried.has(uploadId));
  const active = await inspect(job, fresh);
  taken.active = page.uploads.flatMap((upload, position) => (active.has(upload) ? [position] : []));
  countFound(job, page.uploads.length - active.size);
  const idle = fresh.filter((upload) => !active.has(upload));
  const uploads = idle.map((upload) => notYetAborted(job, upload));
  countInitiators(job, page, idle);
  countSelected(job, uploads);
  noteListedAgain(job, uploads);
  if (job.request.dryRun || uploads.length === 0) return;
  segment.uploads.push(...uploads);
  await abortPage(job, uploads);
}

/** An upload that an earlier pass has counted was aborted then. */
function notYetAborted(job: Job, upload: Upload): AbortedUpload {
  return { ...upload, reason: '', ...(isKnown(job, upload) ? { aborts: 1, isBack: true } : { aborts: 0 }) };
}
