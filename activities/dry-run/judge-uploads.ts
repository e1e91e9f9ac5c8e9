import { createSelection, type Selection } from '../../domain/selection.ts';
import type { Upload } from '../contract.ts';
import type { S3Access, S3Work } from '../frame/with-s3.ts';
import { S3Failure } from '../s3/failures.ts';
import { handleAll } from '../uploads/each-upload.ts';
import { keepsCompleted } from '../uploads/keeps-completed.ts';
import { lookAt } from '../uploads/look-at-upload.ts';
import type { TallyUploadsInput } from './contract.ts';
import type { Judged } from './upload-tally.ts';

/** What decides about an upload. */
export type Judging = Pick<
  TallyUploadsInput,
  keyof Selection | 'target' | 'activeSince' | 'keepCompleted' | 'measure' | 'limits'
>;

/** Told what a job would do about each upload, in the order of the listing. */
export interface Verdicts {
  add(upload: Upload, judged: Judged): void;
  /** Why S3 would not say what an upload holds. */
  addUnmeasured(reason: string): void;
}

interface Page {
  input: Judging;
  /** By upload ID. */
  initiators: Map<string, string | undefined>;
  s3: S3Work;
}

type Verdict = Omit<Judged, 'initiator'>;

/**
 * Says of each upload of a page what a job would do about it: the dry run and `s3-cleanup list` ask this. False when some were
 * interrupted; of those nothing is said.
 */
export async function judgeUploads(uploads: Upload[], verdicts: Verdicts, page: Page): Promise<boolean> {
  const { measure, activeSince, keepCompleted, target } = page.input;
  const { isOld } = createSelection(page.input);
  const isLookedAt =
    measure || activeSince !== undefined || (await keepsCompleted(keepCompleted, target, page.s3.gateway));
  const inspected = isLookedAt ? await inspectAll(uploads.filter(isOld), verdicts, page) : undefined;
  const verdictOf = (upload: Upload): Verdict | undefined => {
    if (!isOld(upload)) return YOUNG;
    return inspected ? inspected.found.get(upload) : SELECTED;
  };
  for (const upload of uploads) {
    const verdict = verdictOf(upload);
    if (verdict) verdicts.add(upload, { ...verdict, initiator: page.initiators.get(upload.uploadId) });
  }
  return inspected?.isWhole ?? true;
}

const SELECTED: Verdict = { verdict: 'selected' };
const YOUNG: Verdict = { verdict: 'keptYoung' };

interface Inspected {
  found: Map<Upload, Verdict>;
  /** False when some were interrupted. */
  isWhole: boolean;
}

async function inspectAll(uploads: Upload[], verdicts: Verdicts, page: Page): Promise<Inspected> {
  const found = new Map<Upload, Verdict>();
  const first = await inspectEach(uploads, found, page);
  // One that S3 failed to answer in an outage of a minute is no riddle once the others are answered.
  const again = await inspectEach(first.failed, found, page);
  for (const { upload, reason, operation } of [...first.problems, ...again.problems]) {
    if (found.has(upload)) continue;
    // What is not known to be idle is kept. What may be completed is not aborted: it remains.
    const isKept = page.input.activeSince !== undefined && operation === undefined;
    found.set(upload, { verdict: isKept ? 'keptActive' : 'selected' });
    verdicts.addUnmeasured(operation === undefined ? reason : `${operation}: ${reason}`);
  }
  return { found, isWhole: first.isWhole && again.isWhole };
}

/** Those `failed` that may be answered another time. */
async function inspectEach(uploads: Upload[], found: Map<Upload, Verdict>, { input, s3 }: Page) {
  const { target, limits } = input;
  const failed: Upload[] = [];
  const handle = async (upload: Upload) => {
    try {
      found.set(upload, await judge(upload, input, s3));
    } catch (error) {
      if (error instanceof S3Failure && error.isRetryable) failed.push(upload);
      throw error;
    }
    return 'done' as const;
  };
  // The page is the unit of progress here.
  const untold = { start: 0, isDone: () => false, done() {} };
  const { problems, left } = await handleAll({ verb: 'inspected', target, uploads, limits, handle }, s3, untold);
  const named = problems.map(({ index, ...problem }) => ({ upload: uploads[index] as Upload, ...problem }));
  return { problems: named, failed, isWhole: left === undefined };
}

async function judge(upload: Upload, input: Judging, s3: S3Access): Promise<Verdict> {
  const found = await lookAt(upload, input, s3, (what, request) => s3.requests.send(what, request));
  if (found === 'active') return { verdict: 'keptActive' };
  if (found === 'completed') return { verdict: 'keptCompleted' };
  if (!input.measure || found === 'unknown') return SELECTED;
  return { verdict: 'selected', measured: found === 'gone' ? { parts: 0, bytes: 0 } : found };
}
