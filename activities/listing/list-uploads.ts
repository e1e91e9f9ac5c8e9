import { cancellationSignal } from '@temporalio/activity';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { ListUploadsInput, UploadPage } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { startHeartbeats } from '../frame/heartbeats.ts';
import { cutPage, withoutOurMarker } from '../s3/dialect/cut-page.ts';
import { listUnderPrefix } from '../s3/dialect/list-under-prefix.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import type { ListedPage, ListRequest, S3Gateway } from '../s3/gateway.ts';
import { PacedRequests } from '../s3/pacing/paced-requests.ts';
import { selectUploads } from './select-page.ts';

const MAX_UPLOADS = 1_000;

/** A page is the result of one activity and the input of others: well under Temporal's 512 KiB warning. */
const MAX_PAGE_BYTES = 200 * 1_024;

/**
 * One page of the listing, the selected uploads only. Fails with NoSuchBucket, AccessDenied, WrongBucketOwner,
 * WrongRegion, Unsupported, or InvalidMarker when S3 takes the marker no longer. S3: ListMultipartUploads.
 */
export function createListUploads({ connect, clock, random }: Dependencies) {
  return async (input: ListUploadsInput): Promise<UploadPage> => {
    const { gateway, ...rates } = connect(input.target);
    const requests = new PacedRequests({ ...rates, clock, random, signal: cancellationSignal() });
    const stopHeartbeats = startHeartbeats(() => ({ listRequests: requests.counts.list ?? 0 }), clock);
    try {
      const page = await listWithinBounds(input, (request) => listOnce(request, gateway, requests));
      return { ...page, requests: requests.counts };
    } finally {
      stopHeartbeats();
    }
  };
}

type List = (request: ListRequest) => Promise<ListedPage>;

/** Asks for fewer uploads where they take too many bytes: cutting the page ourselves would leave no marker for the rest. */
async function listWithinBounds(input: ListUploadsInput, list: List): Promise<Omit<UploadPage, 'requests'>> {
  const { target, prefix, marker } = input;
  const request = { target, ...(prefix !== undefined && { prefix }), ...(marker && { marker }) };
  for (let maxUploads = MAX_UPLOADS; ; ) {
    const page = selectUploads(await list({ ...request, maxUploads }), input);
    const bytes = Buffer.byteLength(JSON.stringify(page.uploads));
    if (bytes <= MAX_PAGE_BYTES || maxUploads === 1) return page;
    maxUploads = Math.max(1, Math.floor(maxUploads * Math.min(1 / 2, MAX_PAGE_BYTES / bytes)));
  }
}

/** One page as S3 lists it. Fails as the activity does. */
export async function listOnce(request: ListRequest, gateway: S3Gateway, requests: PacedRequests): Promise<ListedPage> {
  const ask = (asked: ListRequest) =>
    requests.send('list', (signal) => gateway.listUploads(withoutOurMarker(asked), signal));
  try {
    return cutPage(await listUnderPrefix(request, ask), request);
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    if (isMarkerRefused(error, request)) {
      throw new Refusal('InvalidMarker', `${error.code}: S3 no longer accepts the marker of this listing`);
    }
    // gofakes3 answers so for a bucket that never had an upload.
    if (error.kind === 'gone') return { uploads: [] };
    if (error.kind === 'denied' && (await isOwnedByAnother(request, ask))) throw wrongOwner(request);
    throw error;
  }
}

/** The upload that a marker names may be gone by now; a marker that is a key alone stays good. */
function isMarkerRefused({ code, kind }: S3Failure, { target, marker }: ListRequest): boolean {
  if (code !== 'InvalidArgument' && kind !== 'gone') return false;
  return marker !== undefined && (marker.uploadId !== undefined || isDirectoryBucket(target.bucket));
}

/** S3 answers a plain AccessDenied for the wrong owner: only the same question without the owner tells them apart. */
async function isOwnedByAnother({ target }: ListRequest, ask: List): Promise<boolean> {
  const { expectedBucketOwner, ...anyOwner } = target;
  if (expectedBucketOwner === undefined) return false;
  try {
    await ask({ target: anyOwner, maxUploads: 1 });
    return true;
  } catch (error) {
    if (error instanceof S3Failure && error.kind === 'denied') return false;
    throw error;
  }
}

function wrongOwner({ target: { bucket, expectedBucketOwner } }: ListRequest): Refusal {
  return new Refusal('WrongBucketOwner', `${bucket} belongs to another account than ${expectedBucketOwner}`);
}
