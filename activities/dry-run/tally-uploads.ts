import { activityInfo } from '@temporalio/activity';
import type { Marker, RequestCounts, Upload } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { startHeartbeats } from '../frame/heartbeats.ts';
import { Interruption } from '../frame/interruption.ts';
import { listOnce } from '../listing/list-uploads.ts';
import { selectUploads } from '../listing/select-page.ts';
import { Refusal } from '../s3/failures.ts';
import type { ListedPage } from '../s3/gateway.ts';
import { PacedRequests } from '../s3/pacing/paced-requests.ts';
import { type UploadAccess, untilAborted } from '../uploads/each-upload.ts';
import type { TalliedUploads, Tally, TallyUploadsInput } from './contract.ts';
import { addAll } from './tally-page.ts';
import { UploadTally } from './upload-tally.ts';

const MAX_UPLOADS = 1_000;

/** An answer each 15 s shows whoever watches the job that it moves. */
const ANSWERS_AFTER_MS = 15_000;

/** As for other listings (workflows/policies.ts). */
const LOST_PLACES_AT_MOST = 5;

/** How far an activity has come: what a retry goes on from. */
interface Place {
  tally: Tally;
  marker?: Marker;
  ended: boolean;
  pages: number;
  lostPlaces: number;
  requests: Partial<RequestCounts>;
}

/**
 * Adds up page after page and forgets each, so that neither history nor memory grows with the bucket. A retry goes on
 * after the last page that a heartbeat told of. S3: ListMultipartUploads; to measure, or with `activeSince`, ListParts.
 */
export function createTallyUploads({ connect, clock, random }: Dependencies) {
  return async (input: TallyUploadsInput): Promise<TalliedUploads> => {
    const { gateway, ...rates } = connect(input.target, input.limits.requestsPerSecond);
    const interruption = new Interruption(clock);
    const { stop, signal } = interruption;
    const requests = new PacedRequests({ ...rates, clock, random, stop, signal });
    const begun = clock.now();
    const before = resumed(input);
    let place = before;
    const soFar = () => ({ ...place, requests: sum(before.requests, requests.counts) });
    const stopHeartbeats = startHeartbeats(() => ({ uploads: uploadsOf(place.tally), place: soFar() }), clock);
    const isDue = () => place.ended || place.pages >= input.pages || clock.now() - begun >= ANSWERS_AFTER_MS;
    const work = async () => {
      while (!isDue() && !stop.aborted) place = await tallyPage(input, place, { gateway, requests }, stop);
    };
    try {
      await untilAborted(work(), signal);
      const { tally, ended, marker, requests: made } = soFar();
      return { tally, ...(!ended && { next: marker ?? { key: '' } }), requests: made };
    } catch (error) {
      interruption.abort(error);
      throw error;
    } finally {
      interruption.end();
      stopHeartbeats();
    }
  };
}

function resumed({ tally, marker, startedAt }: TallyUploadsInput): Place {
  const { place } = (activityInfo().heartbeatDetails ?? {}) as { place?: Place };
  if (place) return place;
  const none = new UploadTally(startedAt).toTally();
  return { tally: tally ?? none, ...(marker && { marker }), ended: false, pages: 0, lostPlaces: 0, requests: {} };
}

/** The place after one more page; the same when it was interrupted. */
async function tallyPage(input: TallyUploadsInput, place: Place, s3: UploadAccess, stop: AbortSignal): Promise<Place> {
  const { target, prefix } = input;
  const from = { ...(prefix !== undefined && { prefix }), ...(place.marker && { marker: place.marker }) };
  try {
    const listed = await listOnce({ target, ...from, maxUploads: MAX_UPLOADS }, s3.gateway, s3.requests);
    const { uploads, next } = whole(listed, input);
    const tally = new UploadTally(input.startedAt, place.tally);
    const initiators = new Map(listed.uploads.map(({ uploadId, initiator }) => [uploadId, initiator]));
    if (!(await addAll(uploads, tally, { input, initiators, s3, stop }))) return place;
    const { marker: _, ...rest } = place;
    const reached = { ...rest, tally: tally.toTally(next && uploads.at(-1)?.key), pages: place.pages + 1 };
    return next ? { ...reached, marker: next } : { ...reached, ended: true };
  } catch (error) {
    if (stop.aborted && error === stop.reason) return place;
    if (error instanceof Refusal && error.type === 'InvalidMarker') return fromTheBeginning(input, place);
    throw error;
  }
}

/**
 * The uploads of a page, and where to go on: after the last key that is listed to its end, because S3 may refuse a marker
 * whose upload somebody aborts meanwhile. The last key is listed once more, and counted then.
 */
function whole(listed: ListedPage, input: TallyUploadsInput): { uploads: Upload[]; next?: Marker } {
  const { initiatedBefore: _, ...all } = input;
  const { uploads, next, boundary } = selectUploads(listed, all);
  if (!next) return { uploads };
  if (!boundary) return { uploads, next };
  return { uploads: uploads.slice(0, boundary.selected), next: { key: boundary.afterKey } };
}

function fromTheBeginning({ target, startedAt, after }: TallyUploadsInput, place: Place): Place {
  const { marker: _, ...rest } = place;
  if (place.lostPlaces >= LOST_PLACES_AT_MOST) {
    throw new Refusal('Unsupported', `The listing of ${target.bucket} cannot be continued: S3 refuses its own markers`);
  }
  const tally = new UploadTally(startedAt).toTally();
  return { ...rest, ...(after !== undefined && { marker: { key: after } }), tally, lostPlaces: place.lostPlaces + 1 };
}

function sum(a: Partial<RequestCounts>, b: Partial<RequestCounts>): Partial<RequestCounts> {
  const add = (what: 'list' | 'listParts' | 'throttled') => (a[what] ?? 0) + (b[what] ?? 0);
  return { list: add('list'), listParts: add('listParts'), throttled: add('throttled') };
}

function uploadsOf({ byPrefix }: Tally): number {
  return byPrefix.flatMap(({ cells }) => cells).reduce((total, { uploads }) => total + uploads, 0);
}
