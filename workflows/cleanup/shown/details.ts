import { sum } from '../../../domain/counts.ts';
import { inWords } from '../../../domain/s3/dialect.ts';
import type { KeyRange } from '../../../domain/upload.ts';
import { count, span } from '../../../domain/wording.ts';
import {
  bar,
  footer,
  heading,
  joined,
  limitsInWords,
  link,
  noRequestGetsThrough,
  place,
  steering,
  time,
} from '../../durable/details-parts.ts';
import type { JobEnd } from '../../durable/failures.ts';
import { code, table } from '../../durable/markdown.ts';
import type { CleanupStatus, Phase } from '../contract.ts';
import type { RangeAtWork } from '../job.ts';

/** What a page says besides the status. */
export interface Subject {
  bucket: string;
  prefix?: string;
  /** The keys of a child: those after `after`, up to and including `through`. */
  range?: KeyRange;
  isDryRun: boolean;
  /** The children at work. */
  ranges: Array<RangeAtWork & { name: string; workflowId: string }>;
  /** How the job ended, and what its failure said; null while it runs. */
  end: JobEnd | null;
  /** Milliseconds since the epoch. */
  now: number;
}

const RANGES_AT_MOST = 10;
const REASONS_AT_MOST = 10;
const KEPT_AT_MOST = 10;

/** How far a job is, as Markdown for the Current Details of Temporal's UI: a few KB at most. */
export function detailsOf(status: CleanupStatus, subject: Subject): string {
  const { pass, run, startedAt } = status;
  return joined([
    title(status, subject),
    presently(status, subject),
    progress(status, subject),
    counts(status, subject),
    whatRemains(status, subject),
    whatIsKept(status),
    whatDiffers(status),
    rangesAtWork(subject),
    howToSteer(status, subject),
    footer(`Pass ${pass}, run ${run}`, startedAt, subject.now, subject.end),
  ]);
}

function title({ paused, phase }: CleanupStatus, { bucket, prefix, range, end }: Subject): string {
  const after = range?.after ? ` after ${code(range.after, 40)}` : '';
  const through = range?.through ? ` through ${code(range.through, 40)}` : '';
  const state = end?.how ?? (paused ? 'paused' : phase);
  return heading(state, `${range ? `keys${after}${through} of ` : ''}${place(bucket, prefix)}`);
}

const DOING: Record<Phase, string> = {
  cleaning: 'Lists the bucket and aborts what is selected, several pages of 1,000 at once.',
  settling: 'Waits for parts in flight to land; then ListParts asks of every aborted upload whether anything is left',
  verifying: 'ListParts asks of every aborted upload whether anything is left.',
  'backing off': 'Waits before it aborts once more what remains',
  'quiet period': 'Waits before it lists the bucket afresh: only a listing that shows nothing proves it clean',
  done: 'It has ended.',
};

function presently({ phase, paused, waitsUntil, trouble }: CleanupStatus, { isDryRun, end, ranges }: Subject): string {
  if (end !== null) return end.message ?? '';
  if (paused) return 'No request begins until the signal `resume`; those under way ended within seconds.';
  if (trouble) return noRequestGetsThrough(trouble);
  if (isDryRun) return 'A dry run: it lists the bucket and aborts nothing.';
  if (ranges.length > 0) return 'Children clean ranges of keys, several at once: each aborts, waits and verifies.';
  return waitsUntil === null ? DOING[phase] : `${DOING[phase]}, at **${time(waitsUntil)}**.`;
}

function progress({ uploads, inRanges = 0, pace }: CleanupStatus, { isDryRun, end }: Subject): string {
  const found = uploads.selected + inRanges;
  const gone = Math.max(0, uploads.gone);
  if (found === 0 || isDryRun) return '';
  const left = end === null && pace > 0 ? (1_000 * (found - gone)) / pace : 0;
  const pacing = pace > 0 ? `; ${pace < 10 ? pace.toFixed(1) : count(pace)} a second` : '';
  const timeLeft = left > 0 ? `, about ${span(left)} for the rest of those` : '';
  return `${bar(gone, found)} of ${inRanges > 0 ? 'about ' : 'the '}${count(found)} found${end === null ? ' so far' : ''} are proven gone${pacing}${timeLeft}.`;
}

function counts({ uploads, inRanges = 0, remaining, inHand, requests }: CleanupStatus, { isDryRun }: Subject): string {
  const { selected, reaborted, keptYoung, keptActive, keptCompleted, alreadyGone, unproven } = uploads;
  const stillThere = sum(Object.values(remaining));
  const optional: Array<[string, number]> = [
    ['aborted, to be verified', inHand],
    ['still there after an abort', stillThere],
    ['vanished, not proven gone', unproven],
    ['needed several aborts', reaborted],
    ['gone before the first abort', alreadyGone],
    ['kept: too young', keptYoung],
    ['kept: being written', keptActive],
    ['kept: looks completed', keptCompleted],
  ];
  const rows: Array<[string, number]> = [
    ['selected', selected],
    ...(inRanges > 0 ? [['in the ranges at work, about', inRanges] as [string, number]] : []),
    ...(isDryRun ? [] : [['proven gone', Math.max(0, uploads.gone)] as [string, number]]),
    ...optional.filter(([, number]) => number > 0),
  ];
  const made = [`${count(requests.list)} listings`, `${count(requests.abort)} aborts`];
  const total = [...made, `${count(requests.listParts)} ListParts`, `${count(requests.throttled)} throttled`];
  const lines = rows.map(([what, number]) => [what, count(number)]);
  return `${table(['uploads', ''], lines)}\n\nRequests: ${total.join(', ')}.`;
}

function whatRemains({ remaining, givesUpAt }: CleanupStatus, { end }: Subject): string {
  const reasons = Object.entries(remaining).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return '';
  const rows = reasons
    .slice(0, REASONS_AT_MOST)
    .map(([reason, number]) => [code(reason), count(number), why(reason, end === null)]);
  const until =
    givesUpAt === null || end !== null ? '' : `\n\nGives up at ${time(givesUpAt)}, ${givesUpAt.slice(0, 10)}.`;
  return `#### What remains, and why\n\n${table(['reason', 'uploads', 'meaning'], rows)}${until}`;
}

/** A job that has ended tries nothing again. */
function why(reason: string, goesOn: boolean): string {
  if (reason === 'PartsRemain') return `parts landed after the abort${goesOn ? ': aborted again' : ''}`;
  if (reason === 'AbortMultipartUpload: AccessDenied') return 'grant s3:AbortMultipartUpload on these keys';
  if (reason === 'HeadObject: AccessDenied')
    return 'grant s3:GetObject on these keys, or start with keepCompleted never';
  if (reason === 'ListParts: AccessDenied') return 'grant s3:ListMultipartUploadParts on these keys';
  return `what S3 answered${goesOn ? '; tried again' : ''}`;
}

/** The objects are named, so that somebody may look at them. */
function whatIsKept({ kept = [], uploads }: CleanupStatus): string {
  if (kept.length === 0) return '';
  const rows = kept.slice(0, KEPT_AT_MOST).map(({ key, initiated }) => [code(key, 80), initiated]);
  const more = uploads.keptCompleted > rows.length ? `\n\nand ${count(uploads.keptCompleted - rows.length)} more` : '';
  const why = 'Each has as many parts and bytes as the object of its key. Some stores destroy the object with it.';
  return `#### Kept: looks completed\n\n${why}\n\n${table(['key', 'initiated'], rows)}${more}`;
}

function whatDiffers({ dialect = [] }: CleanupStatus): string {
  if (dialect.length === 0) return '';
  return `#### What this S3 does in another way than AWS\n\n${dialect.map((entry) => `- ${inWords(entry)}`).join('\n')}`;
}

function rangesAtWork({ ranges }: Subject): string {
  if (ranges.length === 0) return '';
  const shown = ranges.slice(0, RANGES_AT_MOST);
  const rows = shown.map(({ name, workflowId, after, through, uploads }) => [
    link(workflowId, name),
    uploads === undefined ? '' : `about ${count(uploads)}`,
    after === undefined ? 'the start' : code(after, 30),
    through === undefined ? 'the end' : code(through, 30),
  ]);
  const more = ranges.length > shown.length ? `\n\nand ${ranges.length - shown.length} more` : '';
  return `#### Ranges of keys at work\n\n${table(['child', 'uploads', 'keys after', 'through'], rows)}${more}`;
}

function howToSteer({ limits }: CleanupStatus, { range, end }: Subject): string {
  if (end !== null) return '';
  return range ? `${limitsInWords(limits)} Its parent steers it.` : steering(limits);
}
