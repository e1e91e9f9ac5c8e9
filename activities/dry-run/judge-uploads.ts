import { createSelection, type Selection } from '../../domain/selection.ts';
import type { Upload } from '../contract.ts';
import type { S3Access, S3Work } from '../frame/with-s3.ts';
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

/** Told what a job would do about each upload, in no order. */
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

type Add = (upload: Upload, judged: Omit<Judged, 'initiator'>) => void;

/**
 * Says of each upload of a page what a job would do about it: the dry run and `s3-cleanup list` ask this. False when some were
 * interrupted.
 */
export async function judgeUploads(uploads: Upload[], verdicts: Verdicts, page: Page): Promise<boolean> {
  const { measure, activeSince, keepCompleted, target } = page.input;
  const add: Add = (upload, judged) =>
    verdicts.add(upload, { ...judged, initiator: page.initiators.get(upload.uploadId) });
  const { isOld } = createSelection(page.input);
  for (const upload of uploads.filter((upload) => !isOld(upload))) add(upload, { verdict: 'keptYoung' });
  const old = uploads.filter(isOld);
  const isLookedAt =
    measure || activeSince !== undefined || (await keepsCompleted(keepCompleted, target, page.s3.gateway));
  if (isLookedAt) return await inspectAll(old, verdicts, add, page);
  for (const upload of old) add(upload, { verdict: 'selected' });
  return true;
}

async function inspectAll(uploads: Upload[], verdicts: Verdicts, add: Add, { input, s3 }: Page): Promise<boolean> {
  const { target, limits, activeSince } = input;
  const handle = async (upload: Upload) => {
    add(upload, await judge(upload, input, s3));
    return 'done' as const;
  };
  // The page is the unit of progress here.
  const untold = { start: 0, done() {} };
  const { problems, left } = await handleAll({ verb: 'inspected', target, uploads, limits, handle }, s3, untold);
  for (const { index, reason, operation } of problems) {
    // What is not known to be idle is kept. What may be completed is not aborted: it remains.
    const isKept = activeSince !== undefined && operation === undefined;
    add(uploads[index] as Upload, { verdict: isKept ? 'keptActive' : 'selected' });
    verdicts.addUnmeasured(operation === undefined ? reason : `${operation}: ${reason}`);
  }
  return left === undefined;
}

async function judge(upload: Upload, input: Judging, s3: S3Access): Promise<Omit<Judged, 'initiator'>> {
  const found = await lookAt(upload, input, s3, (what, request) => s3.requests.send(what, request));
  if (found === 'active') return { verdict: 'keptActive' };
  if (found === 'completed') return { verdict: 'keptCompleted' };
  if (!input.measure || found === 'unknown') return { verdict: 'selected' };
  return { verdict: 'selected', measured: found === 'gone' ? { parts: 0, bytes: 0 } : found };
}
