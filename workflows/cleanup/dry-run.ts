import type {
  PrefixTally,
  TalliedUploads,
  Tally,
  TallyCell,
  TallyUploadsInput,
  Verdict,
} from '../../activities/dry-run/contract.ts';
import { sum } from '../../domain/counts.ts';
import type { PrefixMeasure } from '../../domain/measures.ts';
import { present } from '../../domain/present.ts';
import { activities } from '../durable/activities.ts';
import { FIRST_DRY_RUN_POLICY, UPLOADS_POLICY } from '../durable/policies.ts';
import { answerOf } from '../durable/steering.ts';
import { showingTrouble } from '../durable/trouble/outage.ts';
import { noteAnswer } from './account/answers.ts';
import { beginPass } from './account/pass.ts';
import { tallied } from './account/verbs.ts';
import { allUnknown } from './failures.ts';
import { continueAsNewIfLong, isFirstContact, type Job } from './job.ts';
import { keptWhere, placeIn, selectionOf } from './listing.ts';
import { meterUploads } from './shown/metrics.ts';
import { countUploads } from './shown/status.ts';

/** Where ListParts of so many uploads in a row went wrong, the others are not tried. */
const UPLOADS_REFUSED_BEFORE_FAILING = 10_000;

/** Enough to keep a worker busy until it answers, after 15 s. */
const PAGES = 1_000;

/** Goes through the whole listing in activities that answer sums only. */
export async function dryRun(job: Job): Promise<void> {
  beginPass(job);
  while (!job.state.listing.ended) {
    await goThroughSomePages(job);
    job.steering.show();
    await continueAsNewIfLong(job);
  }
}

async function goThroughSomePages(job: Job): Promise<void> {
  const { tally, listing: place } = job.state;
  const { measure } = job.request;
  note(job, await tallySomePages(job, { ...present({ tally, marker: place.marker }), measure }, 'add up uploads'));
  const { account, listing } = job.state;
  const inspected = account.selected + listing.keptActive + (listing.keptCompleted ?? 0);
  const isJudged = listing.ended || inspected >= UPLOADS_REFUSED_BEFORE_FAILING;
  if (isJudged && inspected > 0 && job.state.tally?.unmeasured === inspected)
    throw allUnknown(job, inspected, job.state.tally.reasons ?? []);
}

/** The sums so far, and where they go on. */
export type TallyPlace = Pick<TallyUploadsInput, 'tally' | 'marker' | 'measure'>;

/** Adds some pages to the sums. `summary` says why, in the UI. */
export async function tallySomePages(job: Job, place: TallyPlace, summary: string): Promise<TalliedUploads> {
  const isFirst = isFirstContact(job);
  const policy = isFirst ? FIRST_DRY_RUN_POLICY : showingTrouble(job.steering.outage, UPLOADS_POLICY);
  const { tallyUploads } = activities(policy, `${summary}${placeIn(place.marker)}`);
  const input = { ...inputOf(job, place), pages: isFirst ? 1 : PAGES };
  const tallied = await answerOf(job.steering, (limits) => tallyUploads({ ...input, limits }), 'whole');
  noteAnswer(job, tallied);
  return tallied;
}

function inputOf(job: Job, { tally, marker, measure }: TallyPlace): Omit<TallyUploadsInput, 'pages' | 'limits'> {
  const { range, target } = job.request;
  const from = marker ?? (range.after === undefined ? undefined : { key: range.after });
  return {
    target,
    ...selectionOf(job.request),
    ...keptWhere(job.request),
    ...present({ marker: from, tally }),
    startedAt: job.state.startedAt,
    measure,
  };
}

/** The uploads that the sums count under a verdict. */
export function talliedAs(verdict: Verdict, { byPrefix }: Tally): number {
  return sumOf(
    'uploads',
    withVerdict(
      verdict,
      byPrefix.flatMap(({ cells }) => cells),
    ),
  );
}

function note(job: Job, { tally, next }: TalliedUploads): void {
  const { state } = job;
  const uploads = (verdict: Verdict) => talliedAs(verdict, tally);
  const before = countUploads(job).listed;
  const [keptYoung, keptActive] = [uploads('keptYoung'), uploads('keptActive')];
  const kept = { keptYoung, keptActive, keptCompleted: uploads('keptCompleted') };
  tallied(job, { selected: uploads('selected'), ...kept }, tally.completed);
  if (next) state.listing.marker = next;
  else state.listing.ended = true;
  state.tally = tally;
  state.initiators = tally.initiators;
  if (job.request.measure) state.byPrefix = tally.byPrefix.flatMap(measureOf);
  const more = countUploads(job).listed - before;
  job.takenByThisRun += more;
  meterUploads('listed', more);
}

function measureOf({ prefix, cells }: PrefixTally): PrefixMeasure[] {
  const selected = withVerdict('selected', cells);
  const [oldest] = selected.map(({ oldest }) => oldest).sort((a, b) => Date.parse(a) - Date.parse(b));
  if (oldest === undefined) return [];
  const [uploads, parts, bytes] = [sumOf('uploads', selected), sumOf('parts', selected), sumOf('bytes', selected)];
  return [{ prefix, uploads, parts, bytes, oldest }];
}

function withVerdict(verdict: Verdict, cells: TallyCell[]): TallyCell[] {
  return cells.filter((cell) => cell.verdict === verdict);
}

function sumOf(what: 'uploads' | 'parts' | 'bytes', cells: TallyCell[]): number {
  return sum(cells.map((cell) => cell[what] ?? 0));
}
