import type { BucketInspection } from '../../activities/bucket/contract.ts';
import { inWords } from '../../domain/s3/dialect.ts';
import { count } from '../../domain/wording.ts';
import {
  footer,
  heading,
  joined,
  link,
  noRequestGetsThrough,
  place,
  requests,
  steering,
  time,
} from '../durable/details-parts.ts';
import type { JobEnd } from '../durable/failures.ts';
import { code, table } from '../durable/markdown.ts';
import { objectsRefused } from '../empty/details.ts';
import type { PreparePhase, PrepareStatus } from './contract.ts';
import type { PrepareRequest } from './request.ts';

/** What the page of a preparation says besides its status. */
export interface PreparationSubject {
  request: Pick<PrepareRequest, 'target' | 'blockNewUploads' | 'emptyObjects' | 'deleteBucket'>;
  inspected: BucketInspection | null;
  /** Objects that S3 would not delete, by reason. */
  refused: Record<string, number>;
  /** Who initiated uploads, most first. */
  initiators: Array<{ id: string; uploads: number }>;
  /** What this S3 did in another way than AWS. */
  dialect?: string[];
  end: JobEnd | null;
  /** Milliseconds since the epoch. */
  now: number;
}

const WRITERS_AT_MOST = 5;

/** How far a preparation is, as Markdown for the Current Details of Temporal's UI: a few KB at most. */
export function detailsOf(status: PrepareStatus, subject: PreparationSubject): string {
  const { phase, paused, round, limits, startedAt } = status;
  const { request, end, now } = subject;
  return joined([
    heading(end?.how ?? (paused ? 'paused' : phase), place(request.target.bucket)),
    presently(status, subject),
    steps(status, subject),
    counts(status),
    whatDiffers(subject),
    inTheWay(subject),
    end === null ? steering(limits) : '',
    footer(`Round ${round}${about(subject.inspected)}`, startedAt, now, end),
  ]);
}

const DOING: Partial<Record<PreparePhase, string>> = {
  inspecting: 'Looks at the bucket: its kind, region, owner, versioning, and what is in it.',
  'blocking new uploads': 'Adds a statement to the bucket policy that denies `s3:PutObject` to everybody.',
  cleaning: 'A child aborts every incomplete upload, until a fresh listing shows none',
  emptying: 'A child deletes all objects, versions and delete markers',
  'looking again': 'Looks whether uploads or objects have arrived meanwhile.',
  'deleting the bucket': 'Deletes the bucket, and asks S3 until it knows no such bucket.',
  'allowing new uploads': 'Takes the statement out of the bucket policy again.',
};

function presently({ phase, paused, waitsUntil, child, trouble }: PrepareStatus, { end }: PreparationSubject): string {
  if (end !== null) return end.message ?? '';
  if (paused) return `No step begins until the signal \`resume\`${child ? `; ${link(child)} is paused, too` : ''}.`;
  if (trouble) return noRequestGetsThrough(trouble);
  if (waitsUntil !== null) return `Something is in the bucket still: begins another round at **${time(waitsUntil)}**.`;
  const doing = DOING[phase] ?? '';
  return child === null ? doing : `${doing}: ${link(child)} says how far it is.`;
}

/** What is asked for, step by step, and how far it is. */
function steps(status: PrepareStatus, { request, end }: PreparationSubject): string {
  const { phase, newUploadsBlocked } = status;
  const at = ORDER.indexOf(phase);
  if (at < 0) return '';
  const state = (step: PreparePhase): string => {
    if (ORDER.indexOf(step) < at) return 'done';
    if (phase !== step) return '';
    return end === null ? '**at work**' : 'not finished';
  };
  const rows = [
    ['look at the bucket', state('inspecting')],
    ...(request.blockNewUploads
      ? [['deny new uploads', newUploadsBlocked ? 'in force' : state('blocking new uploads')]]
      : []),
    ['abort every upload', state('cleaning')],
    ...(request.emptyObjects ? [['delete all objects', state('emptying')]] : []),
    ['look whether anything is left', state('looking again')],
    ...(request.deleteBucket ? [['delete the bucket, and prove it', state('deleting the bucket')]] : []),
  ];
  return table(['step', ''], rows);
}

const ORDER: PreparePhase[] = [
  ...(['inspecting', 'blocking new uploads', 'cleaning', 'emptying', 'looking again'] as const),
  ...(['quiet period', 'deleting the bucket', 'done'] as const),
];

function counts({ uploads, objects, requests: made, child }: PrepareStatus): string {
  const { selected, gone, reaborted, alreadyGone } = uploads;
  const rows: Array<[string, number]> = [
    ['uploads found', selected],
    ['proven gone', gone],
    ...optional('needed several aborts', reaborted),
    ...optional('gone before the first abort', alreadyGone),
    ...(objects ? [['object versions deleted', objects.versions] as [string, number]] : []),
    ...(objects ? [['delete markers deleted', objects.deleteMarkers] as [string, number]] : []),
  ];
  const lines = rows.map(([what, number]) => [what, count(number)]);
  const note = child === null ? '' : 'Without what the child at work has done so far.';
  return joined([table(['', 'number'], lines), note, requests({ ...made })]);
}

function optional(what: string, number: number): Array<[string, number]> {
  return number > 0 ? [[what, number]] : [];
}

function inTheWay({ refused, initiators, end }: PreparationSubject): string {
  const writers = initiators.slice(0, WRITERS_AT_MOST).map(({ id, uploads }) => [code(id), count(uploads)]);
  const who =
    end?.message && writers.length > 0 ? joined(['#### Who wrote', table(['initiator', 'uploads'], writers)]) : '';
  return joined([objectsRefused(refused, end === null), who]);
}

function whatDiffers({ dialect = [] }: PreparationSubject): string {
  if (dialect.length === 0) return '';
  return `#### What this S3 does in another way than AWS\n\n${dialect.map((entry) => `- ${inWords(entry)}`).join('\n')}`;
}

function about(inspected: BucketInspection | null): string {
  if (!inspected) return '';
  const { kind, region, versioning } = inspected;
  return ` of a ${kind} bucket${region ? ` in ${region}` : ''}, versioning ${versioning ?? 'unknown'}`;
}
