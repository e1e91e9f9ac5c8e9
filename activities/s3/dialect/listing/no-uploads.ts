import { S3Failure } from '../../failures.ts';

/**
 * gofakes3 and `rclone serve s3` take a bucket that never had an upload for an upload that does not exist. That is an empty
 * listing. docs/compatibility.md, Others: "answer `NoSuchUpload` to the listing of a bucket that never had an upload".
 */
export function meansNoUploads(error: unknown): boolean {
  return error instanceof S3Failure && error.kind === 'gone';
}
