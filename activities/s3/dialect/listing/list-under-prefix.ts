import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { S3Failure } from '../../failures.ts';
import type { ListedPage, ListRequest } from '../../gateway.ts';
import { differing } from './differing.ts';

/**
 * A page of the uploads under a prefix. MinIO takes a prefix for the name of an object, and so lists nothing. Where nothing is
 * listed, S3 is asked for the first upload behind the prefix. If S3 left that one out, the whole bucket is listed, and the
 * prefix is looked for here. docs/compatibility.md, Listing: "lists only keys with the prefix, which may end within a name".
 */
export async function listUnderPrefix(request: ListRequest, list: List): Promise<ListedPage> {
  const page = await list(request);
  const { prefix, ...wholeBucket } = request;
  if (!prefix || !isEmpty(page) || isDirectoryBucket(request.target.bucket)) return page;
  const behind = { marker: { key: prefix }, ...wholeBucket };
  const first = await unlessRefused(list({ ...behind, maxUploads: 1 }));
  if (!first?.uploads.some(({ key }) => key.startsWith(prefix))) return page;
  const listed = await list(behind);
  const uploads = listed.uploads.filter(({ key }) => key.startsWith(prefix));
  return { ...listed, uploads, differs: differing(listed, 'prefix-is-a-name') };
}

type List = (request: ListRequest) => Promise<ListedPage>;

function isEmpty({ uploads, next }: ListedPage): boolean {
  return uploads.length === 0 && next === undefined;
}

/** Credentials that may list a prefix may be refused the rest. */
async function unlessRefused(listing: Promise<ListedPage>): Promise<ListedPage | undefined> {
  try {
    return await listing;
  } catch (error) {
    if (error instanceof S3Failure && !error.isRetryable) return undefined;
    throw error;
  }
}
