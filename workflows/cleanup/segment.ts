import type { Upload, UploadPage } from '../../activities/contract.ts';
import { chunk } from '../../domain/pages.ts';
import { isLong } from '../durable/continue-as-new.ts';
import { PAGES_AT_ONCE, PAGES_BEFORE_DRAINING } from '../durable/policies.ts';
import { Window } from '../durable/window.ts';
import { abortPage, takeRemaining } from './abort.ts';
import type { HeldUpload } from './contract.ts';
import { inspect } from './inspect.ts';
import type { Job } from './job.ts';
import { countFound, countInitiators, countSelected, isKnown } from './ledger.ts';
import { noteListedAgain } from './listed-again.ts';
import { listPage, placeAfter, type TakenPage } from './listing.ts';
import { meterUploads } from './shown/metrics.ts';

/**
 * Lists on from where the job stands and aborts every upload it finds, several pages at once, until the listing ends
 * or history has grown long. What remains from before is aborted along with it. Answers all that was aborted.
 * `first` is the page at that place, where it is known.
 */
export async function abortWhileListing(job: Job, first?: UploadPage): Promise<HeldUpload[]> {
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
  uploads: HeldUpload[];
  /** Upload IDs of what remained from before: the listing shows them again. */
  carried: Set<string>;
  pages: TakenPage[];
  window: Window;
}

function openSegment(job: Job): Segment {
  const uploads = takeRemaining(job);
  const window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  for (const page of chunk(uploads)) window.add(() => abortPage(job, page));
  return { uploads, carried: new Set(uploads.map(({ uploadId }) => uploadId)), pages: [], window };
}

function mayTakeMore(job: Job, { pages }: Segment, page: UploadPage): boolean {
  const taken = job.taken + page.uploads.length;
  return pages.length < PAGES_BEFORE_DRAINING && !isLong({ ...job, taken });
}

function take(job: Job, segment: Segment, page: UploadPage): void {
  const taken: TakenPage = { page, active: [] };
  segment.pages.push(taken);
  job.taken += page.uploads.length;
  meterUploads('listed', page.uploads.length + page.keptYoung);
  if (page.uploads.length > 0) segment.window.add(() => abortIdle(job, segment, taken));
}

async function abortIdle(job: Job, segment: Segment, taken: TakenPage): Promise<void> {
  const fresh = taken.page.uploads.filter(({ uploadId }) => !segment.carried.has(uploadId));
  const active = await inspect(job, fresh);
  taken.active = taken.page.uploads.flatMap((upload, position) => (active.has(upload) ? [position] : []));
  countFound(job, taken.page.uploads.length - active.size);
  const idle = fresh.filter((upload) => !active.has(upload));
  const uploads = idle.map((upload) => toHold(job, upload));
  countInitiators(job, taken.page, idle);
  countSelected(job, uploads);
  noteListedAgain(job.state, uploads);
  if (job.request.dryRun || uploads.length === 0) return;
  segment.uploads.push(...uploads);
  await abortPage(job, uploads);
}

/** One that an earlier pass has counted was aborted then. */
function toHold(job: Job, upload: Upload): HeldUpload {
  return { ...upload, reason: '', ...(isKnown(job, upload) ? { aborts: 1, isBack: true } : { aborts: 0 }) };
}
