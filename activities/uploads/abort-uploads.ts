import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { createSelection } from '../../domain/selection.ts';
import type { AbortedUploads, AbortUploadsInput, UploadToAbort } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import { forEachUpload, type Outcome } from './each-upload.ts';
import { inspect } from './inspect-uploads.ts';

/**
 * Aborts every upload. One that S3 no longer knows is done, too. With `activeSince`, one that is being written is kept, and one
 * that S3 lets nobody look into. S3: AbortMultipartUpload; with `activeSince`, ListParts.
 */
export function createAbortUploads(dependencies: Dependencies) {
  return async (input: AbortUploadsInput): Promise<AbortedUploads> => {
    refuseUploadsOutside(input);
    const { target, uploads, limits } = input;
    const account: Account = { alreadyGone: 0, active: [], unknown: [] };
    const handle = (upload: UploadToAbort, s3: S3Access, index: number) => abort(upload, index, input, s3, account);
    const handled = await forEachUpload({ verb: 'aborted', target, uploads, limits, handle }, dependencies);
    const { alreadyGone, active, unknown } = account;
    return {
      alreadyGone,
      ...(active.length > 0 && { active: active.sort((a, b) => a - b) }),
      ...(unknown.length > 0 && { unknown }),
      ...handled,
    };
  };
}

/** What there is to tell of uploads that are no problem. */
type Account = Required<Pick<AbortedUploads, 'alreadyGone' | 'active' | 'unknown'>>;

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
    if (input.activeSince === undefined || upload.isOurs) return await s3.requests.send('abort', send);
    const outcome = await s3.requests.sendIf(() => isIdle(upload, input, s3, account), 'abort', send);
    if (outcome) return outcome;
    account.active.push(index);
    return 'noted';
  } catch (error) {
    // ListParts will show whether S3 did it.
    if (sent > 0 && error === cancellationSignal().reason) return { problem: 'Interrupted' };
    if (!isGone(error)) throw error;
    // After an earlier try, it may be our own abort that S3 tells of.
    if (sent === 1 && activityInfo().attempt === 1) account.alreadyGone += 1;
    return 'done';
  }
}

/** One look, without a retry of its own: a look that fails is a try that failed. What cannot be looked into is not known to be idle. */
async function isIdle(
  upload: UploadToAbort,
  { target, activeSince }: AbortUploadsInput,
  { gateway, requests }: S3Access,
  { unknown }: Account,
): Promise<boolean> {
  try {
    const list = (after: string | undefined) =>
      requests.sendOnce('listParts', (signal) => gateway.listParts(target, upload, after, signal));
    return (await inspect(upload, activeSince, list)) !== 'active';
  } catch (error) {
    if (!(error instanceof S3Failure) || (error.kind !== 'denied' && error.kind !== 'refused')) throw error;
    unknown.push(error.kind === 'denied' ? error.type : error.code);
    return false;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof S3Failure && error.kind === 'gone';
}
