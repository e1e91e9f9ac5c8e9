import type { BucketInspection } from '../../activities/bucket/contract.ts';
import { count } from '../../domain/wording.ts';
import { footer, heading, type JobEnd, link, page, place, requests, steering, time } from '../durable/details-parts.ts';
import { code, table } from '../durable/markdown.ts';
import type { EmptyState, PreparePhase, PrepareRequest, PrepareStatus } from './contract.ts';

/** What the page of a preparation says besides its status. */
export interface PreparationSubject {
  request: Pick<PrepareRequest, 'target' | 'blockNewUploads' | 'emptyObjects' | 'deleteBucket'>;
  inspected: BucketInspection | null;
  /** Objects that S3 would not delete, by reason. */
  refused: Record<string, number>;
  /** Who initiated uploads, most first. */
  initiators: Array<{ id: string; uploads: number }>;
  end: JobEnd | null;
  /** Milliseconds since the epoch. */
  now: number;
}

const REASONS_AT_MOST = 10;
const WRITERS_AT_MOST = 5;

/** How far a preparation is, as Markdown for the Current Details of Temporal's UI: a few KB at most. */
export function preparationDetailsOf(status: PrepareStatus, subject: PreparationSubject): string {
  const { phase, paused, round, limits, startedAt } = status;
  const { request, end, now } = subject;
  return page([
    heading(end?.how ?? (paused ? 'paused' : phase), place(request.target.bucket)),
    presently(status, subject),
    steps(status, subject),
    counts(status),
    inTheWay(subject),
    end === null ? steering(limits) : '',
    footer(`Round ${round}${about(subject.inspected)}`, startedAt, now, end),
  ]);
}

/** The same for the child that deletes the objects. */
export function emptyingDetailsOf(
  state: EmptyState,
  bucket: string,
  { now, end }: { now: number; end: JobEnd | null },
) {
  const { versions, deleteMarkers, refused, paused, limits } = state;
  const doing = 'Deletes all objects, versions and delete markers, a page of 1,000 at a time. Its parent steers it.';
  const deleted = [
    ['versions', count(versions)],
    ['delete markers', count(deleteMarkers)],
  ];
  return page([
    heading(end?.how ?? (paused ? 'paused' : 'emptying'), place(bucket)),
    end === null ? doing : (end.message ?? ''),
    table(['deleted', ''], deleted),
    objectsRefused(refused),
    requests({ ...state.requests }),
    `${limits.requestsPerSecond === null ? '' : `Requests a second: ${limits.requestsPerSecond}. `}As of ${time(new Date(now).toISOString())}.`,
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

function presently({ phase, paused, waitsUntil, child }: PrepareStatus, { end }: PreparationSubject): string {
  if (end !== null) return end.message ?? '';
  if (paused) return `No step begins until the signal \`resume\`${child ? `; ${link(child)} is paused, too` : ''}.`;
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
  return page([table(['', 'number'], lines), note, requests({ ...made })]);
}

function optional(what: string, number: number): Array<[string, number]> {
  return number > 0 ? [[what, number]] : [];
}

function inTheWay({ refused, initiators, end }: PreparationSubject): string {
  const writers = initiators.slice(0, WRITERS_AT_MOST).map(({ id, uploads }) => [code(id), count(uploads)]);
  const who =
    end?.message && writers.length > 0 ? page(['#### Who wrote', table(['initiator', 'uploads'], writers)]) : '';
  return page([objectsRefused(refused), who]);
}

function objectsRefused(refused: Record<string, number>): string {
  const reasons = Object.entries(refused).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return '';
  const rows = reasons.slice(0, REASONS_AT_MOST).map(([reason, number]) => [code(reason), count(number), why(reason)]);
  return page(['#### Objects that S3 did not delete', table(['reason', 'objects', 'meaning'], rows)]);
}

function why(reason: string): string {
  if (reason === 'ObjectLock') return 'under retention or a legal hold';
  if (reason === 'AccessDenied') return 'grant s3:DeleteObject and s3:DeleteObjectVersion on them';
  return 'what S3 answered; tried again in the next round';
}

function about(inspected: BucketInspection | null): string {
  if (!inspected) return '';
  const { kind, region, versioning } = inspected;
  return ` of a ${kind} bucket${region ? ` in ${region}` : ''}, versioning ${versioning ?? 'unknown'}`;
}
