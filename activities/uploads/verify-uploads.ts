import type { Target, UploadToVerify, VerifiedUploads, VerifyUploadsInput } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { S3Failure } from '../s3/failures.ts';
import { forEachUpload, type Outcome } from './each-upload.ts';

/**
 * Asks of every upload whether any part is left. NoSuchUpload means gone and, after an abort, an empty list does, too: s3proxy
 * answers so (docs/compatibility.md, Aborts and parts). S3: ListParts.
 */
export function createVerifyUploads(dependencies: Dependencies) {
  return async ({ target, uploads, limits }: VerifyUploadsInput): Promise<VerifiedUploads> => {
    const { problems, ...handled } = await forEachUpload(
      {
        verb: 'verified',
        target,
        uploads,
        limits,
        handle: (upload, s3) => verify(target, upload, s3),
      },
      dependencies,
    );
    return { remaining: problems, ...handled };
  };
}

async function verify(target: Target, upload: UploadToVerify, { gateway, requests }: S3Access): Promise<Outcome> {
  try {
    const listed = await requests.send('listParts', (signal) => gateway.listParts(target, upload, undefined, signal));
    const isThere = upload.notAborted || listed.parts.length > 0 || listed.next !== undefined;
    return isThere ? { problem: 'PartsRemain' } : 'done';
  } catch (error) {
    if (error instanceof S3Failure && error.kind === 'gone') return 'done';
    throw error;
  }
}
