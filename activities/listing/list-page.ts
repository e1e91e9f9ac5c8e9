import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { UploadRef } from '../contract.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { settleKeys } from '../s3/dialect/keys/settle-keys.ts';
import { cutPage, withoutOurMarker } from '../s3/dialect/listing/cut-page.ts';
import { upToLastEndedKey } from '../s3/dialect/listing/ended-keys.ts';
import { listBehind } from '../s3/dialect/listing/list-behind.ts';
import { listUnderPrefix } from '../s3/dialect/listing/list-under-prefix.ts';
import { isListedInOrder } from '../s3/dialect/listing/listing-order.ts';
import { meansNoUploads } from '../s3/dialect/listing/no-uploads.ts';
import { leavesOutRestOfKey } from '../s3/dialect/listing/rest-of-key.ts';
import { isMarkerRefused } from '../s3/dialect/refused-marker.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import type { ListedPage, ListRequest } from '../s3/gateway.ts';
import { refuseWrongOwner } from '../s3/wrong-owner.ts';

/**
 * One page, whatever S3 it is: nothing that the marker says is listed, and no key in part, unless one key fills the page. Fails as
 * the activity listUploads does.
 */
export async function listPage(request: ListRequest, s3: S3Access): Promise<ListedPage> {
  const list = (asked: ListRequest) => listOnce(asked, s3);
  const listed = await listBehind(request, list);
  if (await leavesOutRestOfKey(request, listed, list)) {
    throw new Refusal('InvalidMarker', 'S3 ignores upload-id-marker: it leaves out the rest of a key');
  }
  for (const entry of listed.differs ?? []) s3.differs.add(entry);
  if (!isInItsOrder(listed, request)) s3.differs.add('listed-in-no-key-order');
  return upToLastEndedKey(listed, request.target);
}

function isInItsOrder({ uploads }: ListedPage, { target }: ListRequest): boolean {
  return isDirectoryBucket(target.bucket) || isListedInOrder(uploads, target);
}

async function listOnce(request: ListRequest, s3: S3Access): Promise<ListedPage> {
  const ask: Ask = (asked) => listDecoded(withoutOurMarker(asked), s3);
  try {
    return cutPage(await listUnderPrefix(request, ask), request);
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    if (namesUpload(request) && isMarkerRefused(error)) {
      throw new Refusal('InvalidMarker', `${error.code}: S3 no longer accepts the marker of this listing`);
    }
    if (meansNoUploads(error)) return { uploads: [], differs: ['no-uploads-is-an-error'] };
    await refuseWrongOwner(error, request.target, (target) => ask({ target, maxUploads: 1 }));
    throw error;
  }
}

/** A page whose keys are those that its uploads have, whatever the listing says of their spelling. */
async function listDecoded(request: ListRequest, { gateway, requests, differs }: S3Access): Promise<ListedPage> {
  const listed = await requests.send('list', (signal) => gateway.listUploads(request, signal));
  const listParts = (upload: UploadRef) =>
    requests.send('listParts', (signal) => gateway.listParts(request.target, upload, undefined, signal));
  const { doubts: _, ...page } = listed.doubts ? await settleKeys(listed, listParts) : listed;
  for (const entry of page.differs ?? []) differs.add(entry);
  return page;
}

type Ask = (request: ListRequest) => Promise<ListedPage>;

/** The upload that a marker names may be gone by now. A marker that is a key alone stays good. */
function namesUpload({ target, marker }: ListRequest): boolean {
  return marker !== undefined && (marker.uploadId !== undefined || isDirectoryBucket(target.bucket));
}
