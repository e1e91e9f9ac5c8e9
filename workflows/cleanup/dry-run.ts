import { patched } from '@temporalio/workflow';
import type { PrefixMeasure } from '../../activities/contract.ts';
import type { PrefixTally, TalliedUploads, TallyCell, TallyUploadsInput } from '../../activities/dry-run/contract.ts';
import { countRequests, limitsOf, tallyActivities } from '../durable/activities.ts';
import { continueAsNewIfLong } from '../durable/continue-as-new.ts';
import { FIRST_TALLY, UPLOADS } from '../durable/policies.ts';
import { answerOf } from '../durable/steering.ts';
import { allUnknown } from './failures.ts';
import type { Job } from './job.ts';
import { beginPass } from './passes.ts';
import { show } from './shown/current-details.ts';
import { meterUploads } from './shown/metrics.ts';

/** Enough to keep a worker busy until it answers, after 15 s. */
const PAGES = 1_000;

/**
 * True for a dry run, whose uploads need not be recorded: nothing is done about them. One that began before this could be
 * told ends as it began.
 */
export function onlyAddsUp({ request, state }: Job): boolean {
  return request.dryRun && (state.pass === 0 || state.tally !== undefined) && patched('dry-run-adds-up');
}

/** Adds up the whole listing in activities that keep sums only. */
export async function addUp(job: Job): Promise<void> {
  beginPass(job);
  while (!job.state.listing.ended) {
    await addUpOn(job);
    show(job);
    await continueAsNewIfLong(job);
  }
}

async function addUpOn(job: Job): Promise<void> {
  const { marker } = job.state.listing;
  const isFirst = job.state.requests.list === 0;
  const what = `add up uploads${marker ? ` after ${[...marker.key].slice(0, 40).join('')}` : ''}`;
  const { tallyUploads } = tallyActivities(isFirst ? FIRST_TALLY : UPLOADS, what);
  const added = await answerOf(job, () => tallyUploads({ ...inputOf(job), pages: isFirst ? 1 : PAGES }));
  countRequests(job, added.requests);
  note(job, added);
  const { selected, listing, tally } = job.state;
  const inspected = selected + listing.keptActive;
  if (inspected > 0 && tally?.unmeasured === inspected) {
    throw allUnknown(job, inspected, tally.reasons ?? []);
  }
}

function inputOf(job: Job): Omit<TallyUploadsInput, 'pages'> {
  const { target, prefix, range, initiatedBefore, activeSince, measure } = job.request;
  const { tally, listing, startedAt } = job.state;
  const marker = listing.marker ?? (range.after === undefined ? undefined : { key: range.after });
  return {
    target,
    ...(prefix === undefined ? {} : { prefix }),
    ...(range.after === undefined ? {} : { after: range.after }),
    ...(range.through === undefined ? {} : { through: range.through }),
    ...(initiatedBefore === undefined ? {} : { initiatedBefore }),
    ...(activeSince === undefined ? {} : { activeSince }),
    ...(marker === undefined ? {} : { marker }),
    ...(tally === undefined ? {} : { tally }),
    startedAt,
    measure,
    limits: limitsOf(job),
  };
}

function note(job: Job, { tally, next }: TalliedUploads): void {
  const { state } = job;
  const cells = tally.byPrefix.flatMap(({ cells }) => cells);
  const before = state.selected + state.listing.keptYoung + state.listing.keptActive;
  const count = (verdict: TallyCell['verdict']) =>
    sum(
      cells.filter((cell) => cell.verdict === verdict),
      'uploads',
    );
  const { marker: _, ...listing } = state.listing;
  const kept = { keptYoung: count('keptYoung'), keptActive: count('keptActive') };
  state.selected = count('selected');
  state.listing = { ...listing, ...kept, ...(next ? { marker: next } : { ended: true }) };
  state.tally = tally;
  state.initiators = tally.initiators;
  if (job.request.measure) state.byPrefix = tally.byPrefix.flatMap(measureOf);
  const more = state.selected + kept.keptYoung + kept.keptActive - before;
  job.taken += more;
  meterUploads('listed', more);
}

function measureOf({ prefix, cells }: PrefixTally): PrefixMeasure[] {
  const selected = cells.filter(({ verdict }) => verdict === 'selected');
  const [oldest] = selected.map(({ oldest }) => oldest).sort((a, b) => Date.parse(a) - Date.parse(b));
  if (oldest === undefined) return [];
  const [uploads, parts, bytes] = [sum(selected, 'uploads'), sum(selected, 'parts'), sum(selected, 'bytes')];
  return [{ prefix, uploads, parts, bytes, oldest }];
}

function sum(cells: TallyCell[], what: 'uploads' | 'parts' | 'bytes'): number {
  return cells.reduce((total, cell) => total + (cell[what] ?? 0), 0);
}
