import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { S3Failure } from '../failures.ts';
import type { ListedPage, ListRequest } from '../gateway.ts';

type List = (request: ListRequest) => Promise<ListedPage>;

/**
 * A page of the uploads under a prefix. MinIO takes a prefix for the name of an object and lists nothing: where nothing is
 * listed, the uploads behind the prefix are looked at, and those of the whole bucket are listed if S3 left some out.
 */
export async function listUnderPrefix(request: ListRequest, list: List): Promise<ListedPage> {
  const page = await list(request);
  const { prefix, ...wholeBucket } = request;
  if (!prefix || !isEmpty(page) || isDirectoryBucket(request.target.bucket)) return page;
  const behind = { marker: { key: prefix }, ...wholeBucket };
  const first = await unlessRefused(list({ ...behind, maxUploads: 1 }));
  if (!first?.uploads.some(({ key }) => key.startsWith(prefix))) return page;
  const listed = await list(behind);
  return { ...listed, uploads: listed.uploads.filter(({ key }) => key.startsWith(prefix)) };
}

function isEmpty({ uploads, next }: ListedPage): boolean {
  return uploads.length === 0 && next === undefined;
}

/** Who may list a prefix may be refused the rest. */
async function unlessRefused(listing: Promise<ListedPage>): Promise<ListedPage | undefined> {
  try {
    return await listing;
  } catch (error) {
    if (error instanceof S3Failure && !error.isRetryable) return undefined;
    throw error;
  }
}
