import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { createCutOff } from '../../domain/selection.ts';
import type { AbortedUploads, AbortUploadsInput } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import { forEachUpload } from './each-upload.ts';

/** Aborts every upload. One that S3 no longer knows is done, too. S3: AbortMultipartUpload. */
export function createAbortUploads(dependencies: Dependencies) {
  return async (input: AbortUploadsInput): Promise<AbortedUploads> => {
    refuseYoungUploads(input);
    const { target, uploads, limits } = input;
    const isFirstAttempt = activityInfo().attempt === 1;
    let alreadyGone = 0;
    const handled = await forEachUpload(
      {
        verb: 'aborted',
        target,
        uploads,
        limits,
        async handle(upload, s3) {
          let tries = 0;
          try {
            await s3.requests.send('abort', (signal) => {
              tries += 1;
              return s3.gateway.abortUpload(target, upload, signal);
            });
          } catch (error) {
            // ListParts will show whether S3 did it.
            if (tries > 0 && error === cancellationSignal().reason) return { problem: 'Interrupted' };
            if (!(error instanceof S3Failure && error.kind === 'gone')) throw error;
            // After an earlier try, S3 may be telling of our own abort.
            if (isFirstAttempt && tries === 1) alreadyGone += 1;
          }
          return 'done';
        },
      },
      dependencies,
    );
    return { alreadyGone, ...handled };
  };
}

/** The last line of defence: nothing young is aborted, whatever the caller made of the listing. */
function refuseYoungUploads({ uploads, initiatedBefore }: AbortUploadsInput): void {
  const isBeforeCutOff = createCutOff(initiatedBefore);
  const young = uploads.filter((upload) => !isBeforeCutOff(upload)).length;
  if (young === 0) return;
  throw new Refusal(
    'InvalidInput',
    `${young} of ${uploads.length} uploads were not initiated before ${initiatedBefore}`,
  );
}
