import { createSelection } from '../../domain/selection.ts';
import type { Upload } from '../contract.ts';
import type { S3Access, S3Work } from '../frame/with-s3.ts';
import { handleAll } from '../uploads/each-upload.ts';
import { keepsCompleted } from '../uploads/keeps-completed.ts';
import { lookAt } from '../uploads/look-at-upload.ts';
import type { TallyUploadsInput } from './contract.ts';
import type { Judged, UploadTally } from './upload-tally.ts';

interface Page {
  input: TallyUploadsInput;
  /** By upload ID. */
  initiators: Map<string, string | undefined>;
  s3: S3Work;
}

type Add = (upload: Upload, judged: Omit<Judged, 'initiator'>) => void;

/** Adds the uploads of a page to the tally, by what a job would do about them. False when some were interrupted. */
export async function judgeUploads(uploads: Upload[], tally: UploadTally, page: Page): Promise<boolean> {
  const { measure, activeSince, keepCompleted, target } = page.input;
  const add: Add = (upload, judged) =>
    tally.add(upload, { ...judged, initiator: page.initiators.get(upload.uploadId) });
  const { isOld } = createSelection(page.input);
  for (const upload of uploads.filter((upload) => !isOld(upload))) add(upload, { verdict: 'keptYoung' });
  const old = uploads.filter(isOld);
  const isLookedAt =
    measure || activeSince !== undefined || (await keepsCompleted(keepCompleted, target, page.s3.gateway));
  if (isLookedAt) return await inspectAll(old, tally, add, page);
  for (const upload of old) add(upload, { verdict: 'selected' });
  return true;
}

async function inspectAll(uploads: Upload[], tally: UploadTally, add: Add, { input, s3 }: Page): Promise<boolean> {
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
    tally.addUnmeasured(operation === undefined ? reason : `${operation}: ${reason}`);
  }
  return left === undefined;
}

async function judge(upload: Upload, input: TallyUploadsInput, s3: S3Access): Promise<Omit<Judged, 'initiator'>> {
  const found = await lookAt(upload, input, s3, (what, request) => s3.requests.send(what, request));
  if (found === 'active') return { verdict: 'keptActive' };
  if (found === 'completed') return { verdict: 'keptCompleted' };
  if (!input.measure || found === 'unknown') return { verdict: 'selected' };
  return { verdict: 'selected', measured: found === 'gone' ? { parts: 0, bytes: 0 } : found };
}
