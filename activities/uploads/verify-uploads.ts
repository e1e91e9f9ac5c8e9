import type { Target, UploadToVerify, VerifiedUploads, VerifyUploadsInput } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { RecordPage } from '../record/record-page.ts';
import { isProvenByAbort, KeyListings, missingDiffers } from '../s3/dialect/missing-proof.ts';
import { S3Failure } from '../s3/failures.ts';
import type { ListRequest } from '../s3/gateway.ts';
import { forEachUpload, type Outcome } from './each-upload.ts';

/**
 * Asks of every upload whether any part is left. NoSuchUpload means gone and, after an abort, an empty list does, too: s3proxy
 * answers so (docs/compatibility.md, Aborts and parts). Another 404 needs a second witness. S3: ListParts; then ListMultipartUploads; for a
 * record, PutObject.
 */
export function createVerifyUploads(dependencies: Dependencies) {
  return async ({ target, uploads, limits, record }: VerifyUploadsInput): Promise<VerifiedUploads> => {
    const { recordFolder } = dependencies;
    const page = record === undefined ? undefined : new RecordPage(record, target, uploads, recordFolder);
    let listings: KeyListings | undefined;
    const { problems, ...handled } = await forEachUpload(
      {
        verb: 'verified',
        target,
        uploads,
        limits,
        handle: (upload, s3, index) => {
          listings ??= new KeyListings(target, (request) => list(request, s3));
          const verified = verify(target, upload, s3, listings);
          return page ? page.note(index, verified) : verified;
        },
        ...(page && { startsOver: true, finish: (s3) => page.write(s3) }),
      },
      dependencies,
    );
    return { remaining: problems, ...handled };
  };
}

function list(request: ListRequest, { gateway, requests }: S3Access) {
  return requests.send('list', (signal) => gateway.listUploads(request, signal));
}

async function verify(
  target: Target,
  upload: UploadToVerify,
  { gateway, requests, differs }: S3Access,
  listings: KeyListings,
): Promise<Outcome> {
  try {
    const listed = await requests.send('listParts', (signal) => gateway.listParts(target, upload, undefined, signal));
    const isThere = upload.notAborted || listed.parts.length > 0 || listed.next !== undefined;
    return isThere ? { problem: 'PartsRemain' } : 'done';
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    if (error.kind === 'gone') return 'done';
    if (error.kind !== 'missing' || !(await isMissed(upload, error, listings))) throw error;
    differs.add(missingDiffers(error));
    return 'done';
  }
}

/** Whether an upload that ListParts misses is gone: S3 has said so of the abort, or does not list it any more. */
async function isMissed(upload: UploadToVerify, missing: S3Failure, listings: KeyListings): Promise<boolean> {
  if (isProvenByAbort(missing, !upload.notAborted)) return true;
  try {
    return (await listings.has(upload)) === false;
  } catch (error) {
    if (error instanceof S3Failure && !error.isRetryable && error.kind !== 'fatal') return false;
    throw error;
  }
}
