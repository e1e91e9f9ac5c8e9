import { activityInfo } from '@temporalio/activity';
import { added, sum } from '../../domain/counts.ts';
import { LOST_PLACES_AT_MOST, PAGE_SIZE } from '../../domain/pages.ts';
import type { Marker, RequestCounts, Upload } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { type S3Work, withS3 } from '../frame/with-s3.ts';
import { listPage } from '../listing/list-page.ts';
import { selectUploads } from '../listing/select-page.ts';
import { Refusal } from '../s3/failures.ts';
import type { ListedPage } from '../s3/gateway.ts';
import type { TalliedUploads, Tally, TallyUploadsInput } from './contract.ts';
import { judgeUploads } from './judge-uploads.ts';
import { UploadTally } from './upload-tally.ts';

/** A person who watches a dry run sees it move every 15 s. */
const ANSWERS_AFTER_MS = 15_000;

/** How far an activity has come. A retry goes on from there. */
interface Place {
  tally: Tally;
  marker?: Marker;
  ended: boolean;
  pages: number;
  lostPlaces: number;
  requests: Partial<RequestCounts>;
}

/**
 * The dry run: counts what a job would do about the uploads of one page after another, and forgets each page, so that neither
 * history nor memory grows with the bucket. A retry goes on after the last page that a heartbeat told of. S3:
 * ListMultipartUploads; to measure, or with `activeSince`, ListParts.
 */
export function createTallyUploads(dependencies: Dependencies) {
  const { clock } = dependencies;
  return async (input: TallyUploadsInput): Promise<TalliedUploads> => {
    const { target, limits } = input;
    const begun = clock.now();
    const before = resumed(input);
    let place = before;
    const allRequests = (made: Partial<RequestCounts>) => added(before.requests, made);
    const details = (made: Partial<RequestCounts>) => ({
      uploads: uploadsOf(place.tally),
      place: { ...place, requests: allRequests(made) },
    });
    const isDue = () => place.ended || place.pages >= input.pages || clock.now() - begun >= ANSWERS_AFTER_MS;
    const { requests } = await withS3(
      dependencies,
      { target, limits, details, answersWhenCancelled: true },
      async (s3) => {
        while (!isDue() && !s3.stop.aborted) place = await tallyPage(input, place, s3);
        return {};
      },
    );
    const { tally, ended, marker } = place;
    return { tally, ...(!ended && { next: marker ?? { key: '' } }), requests: allRequests(requests) };
  };
}

function resumed({ tally, marker, startedAt }: TallyUploadsInput): Place {
  const { place } = (activityInfo().heartbeatDetails ?? {}) as { place?: Place };
  if (place) return place;
  const none = new UploadTally(startedAt).toTally();
  return { tally: tally ?? none, ...(marker && { marker }), ended: false, pages: 0, lostPlaces: 0, requests: {} };
}

/** The place after one more page. It stays the same where the page was interrupted. */
async function tallyPage(input: TallyUploadsInput, place: Place, s3: S3Work): Promise<Place> {
  const { target, prefix } = input;
  const from = { ...(prefix !== undefined && { prefix }), ...(place.marker && { marker: place.marker }) };
  try {
    const listed = await listPage({ target, ...from, maxUploads: PAGE_SIZE }, s3);
    const { uploads, next } = upToLastEndedKey(listed, input);
    const tally = new UploadTally(input.startedAt, place.tally);
    const initiators = new Map(listed.uploads.map(({ uploadId, initiator }) => [uploadId, initiator]));
    if (!(await judgeUploads(uploads, tally, { input, initiators, s3 }))) return place;
    const { marker: _, ...rest } = place;
    const reached = { ...rest, tally: tally.toTally(next && uploads.at(-1)?.key), pages: place.pages + 1 };
    return next ? { ...reached, marker: next } : { ...reached, ended: true };
  } catch (error) {
    if (s3.stop.aborted && error === s3.stop.reason) return place;
    if (error instanceof Refusal && error.type === 'InvalidMarker') return fromTheBeginning(input, place);
    throw error;
  }
}

/**
 * The uploads of a page up to the last key that is listed to its end, and where to go on. That is behind this key: S3
 * may refuse a marker whose upload somebody has aborted meanwhile. The next key is listed once more, and counted then.
 */
function upToLastEndedKey(listed: ListedPage, input: TallyUploadsInput): { uploads: Upload[]; next?: Marker } {
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

function uploadsOf({ byPrefix }: Tally): number {
  return sum(byPrefix.flatMap(({ cells }) => cells.map(({ uploads }) => uploads)));
}
