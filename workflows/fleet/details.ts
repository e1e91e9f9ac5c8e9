import { cleanupId } from '../../domain/job-id.ts';
import { count } from '../../domain/wording.ts';
import {
  bar,
  footer,
  heading,
  joined,
  link,
  noRequestGetsThrough,
  requests,
  steering,
} from '../durable/details-parts.ts';
import type { JobEnd } from '../durable/failures.ts';
import { code, table } from '../durable/markdown.ts';
import type { FleetStatus, NotListed } from './contract.ts';

/** What the page of a fleet says besides its status. */
export interface FleetSubject {
  /** The pattern that buckets are chosen by; null where they are named. */
  match: string | null;
  isDryRun: boolean;
  notListed?: NotListed[];
  end: JobEnd | null;
  /** Milliseconds since the epoch. */
  now: number;
}

const RUNNING_AT_MOST = 10;
const TROUBLED_AT_MOST = 10;

/** How far a cleanup of many buckets is, as Markdown for the Current Details of Temporal's UI: a few KB at most. */
export function detailsOf(status: FleetStatus, subject: FleetSubject): string {
  const { phase, paused, run, limits, startedAt, buckets } = status;
  const { match, end, now } = subject;
  const which = match === null ? `${count(buckets.total)} buckets` : `buckets like ${code(match)}`;
  return joined([
    heading(end?.how ?? (paused ? 'paused' : phase), which),
    presently(status, subject),
    progress(status),
    outcomes(status),
    uploads(status, subject),
    atWork(status),
    inTheWay(status, subject),
    end === null ? steering(limits) : '',
    footer(`Run ${run}`, startedAt, now, end),
  ]);
}

function presently({ phase, paused, trouble }: FleetStatus, { end, isDryRun }: FleetSubject): string {
  if (end !== null) return end.message ?? '';
  if (paused) return 'No further bucket begins until the signal `resume`; those at work are paused, too.';
  if (trouble) return noRequestGetsThrough(trouble);
  if (phase === 'listing buckets') return 'Lists the buckets of the account, to clean those that match.';
  const what = isDryRun ? 'counts the uploads of' : 'cleans';
  return `A child ${what} each bucket, several at once; one that fails stops no other.`;
}

function progress({ buckets, running }: FleetStatus): string {
  if (buckets.total === 0) return '';
  const ended = buckets.total - buckets.waiting - running.length;
  return `${bar(ended, buckets.total)} of ${count(buckets.total)} buckets have ended.`;
}

function outcomes({ buckets, running }: FleetStatus): string {
  const rows: Array<[string, number]> = [
    ['clean', buckets.clean],
    ['uploads remain', buckets.uploadsRemain],
    ['another job works on it', buckets.alreadyRunning],
    ['failed', buckets.failed],
    ['at work', running.length],
    ['waiting', buckets.waiting],
  ];
  const lines = rows.filter(([, number]) => number > 0).map(([what, number]) => [what, count(number)]);
  return lines.length > 0 ? table(['buckets', ''], lines) : '';
}

function uploads({ uploads: sums, requests: made }: FleetStatus, { isDryRun }: FleetSubject): string {
  const { selected, gone, keptYoung, keptActive, keptCompleted } = sums;
  const rows: Array<[string, number]> = [
    ['selected', selected],
    ...(isDryRun ? [] : [['proven gone', gone] as [string, number]]),
    ['kept', keptYoung + keptActive + keptCompleted],
  ];
  const lines = rows.map(([what, number]) => [what, count(number)]);
  return joined([table(['uploads of the buckets that have ended', ''], lines), requests({ ...made })]);
}

function atWork({ running }: FleetStatus): string {
  if (running.length === 0) return '';
  const shown = running.slice(0, RUNNING_AT_MOST).map((bucket) => link(cleanupId({ bucket }), bucket));
  const more = running.length > shown.length ? ` and ${running.length - shown.length} more` : '';
  return `At work: ${shown.join(', ')}${more}.`;
}

/** What went wrong with the buckets that ended last. */
function inTheWay({ latest }: FleetStatus, { notListed = [] }: FleetSubject): string {
  const troubled = latest.filter(({ failure }) => failure !== null).slice(-TROUBLED_AT_MOST);
  const rows = troubled.map(({ bucket, outcome, failure }) => [
    link(cleanupId({ bucket }), bucket),
    outcome,
    code(failure?.message ?? '', 160),
  ]);
  const kinds = notListed.map(({ connection, kind, message }) => {
    return `The S3 of the connection ${code(connection, 64)} did not list ${kind} buckets: ${code(message, 160)}`;
  });
  if (rows.length === 0) return joined(kinds);
  return joined(['#### Not clean, of those that ended last', table(['bucket', 'outcome', 'why'], rows), ...kinds]);
}
