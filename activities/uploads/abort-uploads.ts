import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { present } from '../../domain/present.ts';
import { createSelection } from '../../domain/selection.ts';
import type { AbortedUploads, AbortUploadsInput, Upload, UploadToAbort } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import type { PacedRequests } from '../s3/pacing/paced-requests.ts';
import { forEachUpload, type Outcome } from './each-upload.ts';
import { keepsCompleted } from './keeps-completed.ts';
import { lookAt, type Seen, type Wanted } from './look-at-upload.ts';

/**
 * Aborts every upload. One that S3 no longer knows is done, too. With `activeSince`, one that is being written is kept, and one
 * that S3 lets nobody look into. On stores other than AWS, one that looks completed is kept. S3: AbortMultipartUpload; with
 * `activeSince`, ListParts; on stores other than AWS, HeadObject.
 */
export function createAbortUploads(dependencies: Dependencies) {
  return async (input: AbortUploadsInput): Promise<AbortedUploads> => {
    refuseUploadsOutside(input);
    const { target, uploads, before, limits } = input;
    const account: Account = { goneAt: [], active: [], completed: [], unknown: [] };
    const handle = (upload: UploadToAbort, s3: S3Access, index: number) => abort(upload, index, input, s3, account);
    const handled = await forEachUpload(
      { verb: 'aborted', target, uploads, limits, handle, ...present({ before }) },
      dependencies,
    );
    const { goneAt, active, completed, unknown } = account;
    return {
      alreadyGone: goneAt.length,
      ...(input.tellsGone && goneAt.length > 0 && { goneAt: goneAt.sort((a, b) => a - b) }),
      ...(active.length > 0 && { active: active.sort((a, b) => a - b) }),
      ...(completed.length > 0 && { completed: completed.sort((a, b) => a - b) }),
      ...(unknown.length > 0 && { unknown }),
      ...handled,
    };
  };
}

/** What there is to tell of uploads that are no problem. */
type Account = Required<Pick<AbortedUploads, 'goneAt' | 'active' | 'completed' | 'unknown'>>;

/** The last line of defence: nothing outside the selection is aborted, whatever the caller made of the listing. */
function refuseUploadsOutside({ uploads, selection }: AbortUploadsInput): void {
  const { selects } = createSelection(selection);
  const outside = uploads.filter((upload) => !selects(upload)).length;
  if (outside === 0) return;
  throw new Refusal(
    'InvalidInput',
    `${outside} of ${uploads.length} uploads are outside the selection ${JSON.stringify(selection)}`,
  );
}

async function abort(
  upload: UploadToAbort,
  index: number,
  input: AbortUploadsInput,
  s3: S3Access,
  account: Account,
): Promise<Outcome> {
  let sent = 0;
  const send = async (signal: AbortSignal): Promise<Outcome> => {
    sent += 1;
    await s3.gateway.abortUpload(input.target, upload, signal);
    return 'done';
  };
  try {
    const wanted = lookNeeded(upload, input, s3);
    if (!wanted) return await s3.requests.send('abort', send);
    let seen: Seen = 'unknown';
    // ListParts, and HeadObject where what is completed is kept.
    const looks = wanted.keepCompleted === 'never' ? 1 : 2;
    const isWanted = async (requests: PacedRequests) => {
      seen = await look(upload, wanted, { ...s3, requests }, account);
      return seen !== 'active' && seen !== 'completed';
    };
    const outcome = await s3.requests.sendIf({ looks, isWanted }, 'abort', send);
    return outcome ?? keep(index, seen, account);
  } catch (error) {
    // ListParts will show whether S3 did it.
    if (sent > 0 && error === cancellationSignal().reason) return { problem: 'Interrupted' };
    if (!isGone(error)) throw error;
    // After an earlier try, it may be our own abort that S3 tells of.
    if (sent === 1 && activityInfo().attempt === 1) account.goneAt.push(index);
    return 'done';
  }
}

/**
 * What to ask before each try of an abort, if anything. Where nothing is, that is known without a promise: AWS's aborts are thousands a
 * second.
 */
function lookNeeded(
  upload: UploadToAbort,
  { target, activeSince, keepCompleted }: AbortUploadsInput,
  s3: S3Access,
): Wanted | undefined {
  const mayBeKept = !upload.isOurs || upload.isBack === true;
  const keeps = mayBeKept && keepsCompleted(keepCompleted, target, s3.gateway);
  const isIdleWanted = activeSince !== undefined && !upload.isOurs;
  if (!isIdleWanted && keeps === false) return undefined;
  return {
    target,
    measure: false,
    keepCompleted: mayBeKept && keeps !== false ? (keepCompleted ?? 'auto') : 'never',
    ...(isIdleWanted && { activeSince }),
  };
}

/** One look, without a retry of its own: a look that fails is a try that failed. What cannot be looked into is not known to be idle. */
async function look(upload: Upload, wanted: Wanted, s3: S3Access, { unknown }: Account): Promise<Seen> {
  try {
    return await lookAt(upload, wanted, s3, (what, request) => s3.requests.sendOnce(what, request));
  } catch (error) {
    if (wanted.activeSince === undefined || !isRefused(error)) throw error;
    unknown.push(error.kind === 'denied' ? error.type : error.code);
    return 'active';
  }
}

/** It is not allowed, or makes no sense to S3, to list the parts. */
function isRefused(error: unknown): error is S3Failure {
  if (!(error instanceof S3Failure) || error.operation !== 'ListParts') return false;
  return error.kind === 'denied' || error.kind === 'refused';
}

function keep(index: number, seen: Seen, { active, completed }: Account): Outcome {
  (seen === 'completed' ? completed : active).push(index);
  return 'noted';
}

function isGone(error: unknown): boolean {
  return error instanceof S3Failure && error.kind === 'gone';
}
