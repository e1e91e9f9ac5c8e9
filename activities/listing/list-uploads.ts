import { PAGE_SIZE } from '../../domain/pages.ts';
import type { ListUploadsInput, UploadPage } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { type S3Access, withS3 } from '../frame/with-s3.ts';
import { listPage } from './list-page.ts';
import { selectUploads } from './select-page.ts';

/** A page is the result of an activity. Temporal warns at 512 KiB; encrypted as JSON, a page grows by a third. 1,000 uploads of AWS fit. */
const MAX_PAGE_BYTES = 350 * 1_024;

/**
 * One page of the listing, the selected uploads only. Fails with NoSuchBucket, AccessDenied, WrongBucketOwner,
 * WrongRegion, Unsupported, or with InvalidMarker when S3 takes the marker no longer. S3: ListMultipartUploads.
 */
export function createListUploads(dependencies: Dependencies) {
  return (input: ListUploadsInput): Promise<UploadPage> => {
    const details = ({ list = 0 }) => ({ listRequests: list });
    return withS3(dependencies, { target: input.target, limits: input.limits ?? {}, details }, async (s3) => {
      const page = await listSelected(input, s3);
      return page.uploads.length > 0 ? { ...page, digest: dependencies.pages.keep(page.uploads) } : page;
    });
  };
}

/**
 * Asks again, for fewer uploads, where a page takes too many bytes. A page that is cut here instead would leave no marker for
 * its rest.
 */
export async function listSelected(input: ListUploadsInput, s3: S3Access): Promise<Omit<UploadPage, 'requests'>> {
  const { target, prefix, marker } = input;
  const request = { target, ...(prefix !== undefined && { prefix }), ...(marker && { marker }) };
  for (let maxUploads = PAGE_SIZE; ; ) {
    const page = selectUploads(await listPage({ ...request, maxUploads }, s3), input);
    const bytes = Buffer.byteLength(JSON.stringify(page.uploads));
    if (bytes <= MAX_PAGE_BYTES || maxUploads === 1) return page;
    maxUploads = Math.max(1, Math.floor(maxUploads * Math.min(1 / 2, MAX_PAGE_BYTES / bytes)));
  }
}
