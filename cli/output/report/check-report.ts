import type { CheckedBehaviour, CheckReport, LeftBehind, Verdict } from '../../../conformance/index.ts';
import { inWords } from '../../../domain/s3/dialect.ts';
import { counted, printable, span } from '../../../domain/wording.ts';

const MARKS: Record<Verdict, string> = {
  asS3: 'as S3',
  handled: 'handled',
  limited: 'limited',
  fails: 'FAILS',
  notTried: 'not tried',
};

/** What a store does, for people. */
export function renderCheck(report: CheckReport): string {
  const all = report.sections.flatMap(({ behaviours }) => behaviours);
  return [
    heading(report),
    ...report.sections.map(({ title, behaviours }) => [title, ...behaviours.map(line)].join('\n')),
    ...paragraph('What does not work:', all, 'fails'),
    ...paragraph('What s3-cleanup cannot do here:', all, 'limited'),
    ...paragraph('What s3-cleanup does about the differences:', all, 'handled'),
    ...dialect(all),
    ...unknown(all),
    ...hint(report),
    conclusion(report),
  ].join('\n\n');
}

function heading({ endpoint, region, bucket, bucketCreated, startedAt, finishedAt }: CheckReport): string {
  const where = bucketCreated ? 'buckets of its own' : `the bucket ${bucket}`;
  const took = span(Date.parse(finishedAt) - Date.parse(startedAt));
  return `${printable(endpoint ?? 'AWS')}, region ${region}, in ${where}: ${took}`;
}

const WIDTH = Math.max(...Object.values(MARKS).map((mark) => mark.length));

function line({ title, verdict, here }: CheckedBehaviour): string {
  const instead = here === undefined ? '' : `: ${printable(here)}`;
  return `  ${MARKS[verdict].padEnd(WIDTH)}  ${title}${instead}`;
}

/** Each consequence once. */
function paragraph(title: string, all: CheckedBehaviour[], verdict: Verdict): string[] {
  const consequences = all.filter((each) => each.verdict === verdict).map(({ consequence }) => consequence);
  const sentences = [...new Set(consequences)].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? [] : [[title, ...sentences.map((sentence) => `  - ${sentence}`)].join('\n')];
}

/** As the reports of jobs tell it. */
function dialect(all: CheckedBehaviour[]): string[] {
  const names = [...new Set(all.flatMap((each) => each.dialect ?? []))].sort();
  return names.length === 0 ? [] : [`The report of a job may say of this S3: ${names.map(inWords).join('; ')}.`];
}

function unknown(all: CheckedBehaviour[]): string[] {
  const count = all.filter((each) => each.unknown !== undefined).length;
  if (count === 0) return [];
  return [
    `s3-cleanup did not know ${counted(count, 'difference')} of these, and says the worst of ${count === 1 ? 'it' : 'them'}: --json has what was seen.`,
  ];
}

function hint({ bucketCreated, counts: { notTried } }: CheckReport): string[] {
  return bucketCreated || notTried === 0 ? [] : ['With --create-bucket, what was not tried is tried, too.'];
}

function conclusion({ works, counts, left }: CheckReport): string {
  const { asS3, handled, limited, fails, notTried } = counts;
  const sum = `${asS3} as S3, ${handled} handled, ${limited} limited, ${fails} failing, ${notTried} not tried`;
  const tried = notTried === 0 ? 'All that' : 'All that was tried of what';
  const verdict = works ? `${tried} every job needs works` : 'Not all that every job needs works';
  return `${verdict} (${sum}). ${isTidy(left) ? 'Nothing is left of the check.' : 'Something is left of the check.'}`;
}

export function isTidy({ uploads, objects, buckets }: LeftBehind): boolean {
  return uploads.length + objects.length + buckets.length === 0;
}

/** What is left, by name, each with what stands in the way. */
export function renderLeft({ uploads, objects, buckets }: LeftBehind): string {
  const names = [
    ...uploads.map(
      ({ bucket, key, uploadId, reason }) => `the upload ${uploadId} of ${printable(key)} in ${bucket} (${reason})`,
    ),
    ...objects.map(({ bucket, key, reason }) => `the object ${printable(key)} in ${bucket} (${reason})`),
    ...buckets.map(({ bucket, reason }) => `the bucket ${bucket} (${reason})`),
  ];
  return `could not remove ${names.join(', ')}`;
}
